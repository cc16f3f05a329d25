"""Who gets what at every address that the site resolves: nothing is skipped, and a new address without a line in
`addresses.py` fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from community import tokens
from search import changes
from tests import outline
from tests.cms.addresses import ADMIN, EDITORS_SEE, EVERYBODY, OTHER_GUARDS, PEOPLE, SITE, SLOW, UPSTREAM, values
from tests.cms.walking import BROKEN, METHOD, NOT_FOUND, REFUSED, SIGN_IN, Address, Reader, addresses
from tests.factories.world import DRAFT, SECRET, World, world

ALL = addresses()
ON_SITE = [address for address in ALL if not address.is_admin]
IN_ADMIN = [address for address in ALL if address.is_admin]
INSIDE = {"insider", "facilitator", "administrator"}
"""Those to whom the closed community is not closed."""
CLOSED = {SIGN_IN, REFUSED, NOT_FOUND, METHOD}
EVERY_ROLE = (*PEOPLE, "editor", "reviewer")


class Site:
    """The world and a browser for each role, made once for this module: every request in it is undone."""

    def __init__(self, made: World) -> None:
        self.world = made
        self.readers = {role: Reader(made.people[role]) for role in EVERY_ROLE}
        self.careful = Reader(made.people["member"], checks_csrf=True)
        self._tokens = {
            role: tokens.make(user=made.people[role], name=role, may_write=True)[1]
            for role in EVERY_ROLE
            if role != "visitor"
        }

    def path(self, address: Address) -> str:
        return address.path(values(self.world, address.name))

    def ask(self, role: str, method: str, address: Address) -> tuple[str, str]:
        """The API knows people by their tokens. Each test has a search index of its own, which is made first."""
        if "search" in address.name and not settings.SEARCH_INDEX_DIR.exists():
            changes.drain(wait=True)
        by_token = address.name.startswith("api-1:") and role in self._tokens
        headers = {"Authorization": f"Bearer {self._tokens[role]}"} if by_token else {}
        return self.readers[role].ask(method, self.path(address), **headers)


@pytest.fixture(scope="module")
def site(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Site]:
    """Not through pytest's own fixtures, which begin anew for each test: these are seven hundred. So `--database-only`
    leaves them out, too: what a role may do does not hang on the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        outline.put_back_what_migrations_made()
        outline.ensure()
        yield Site(world())
        transaction.set_rollback(True)


def _name(address: Address) -> str:
    return address.name


@pytest.mark.django_db  # pytest makes a database only for modules of which a test says this
def test_every_address_has_its_line_and_every_line_its_address() -> None:
    assert not {address.name for address in ON_SITE} ^ set(SITE)


@pytest.mark.parametrize("address", ON_SITE, ids=_name)
def test_on_the_site_everybody_gets_what_is_theirs(address: Address, site: Site) -> None:
    got = {}
    for method in ("GET", "POST"):
        signs = ""
        for role in PEOPLE:
            sign, text = site.ask(role, method, address)
            assert role in INSIDE or address.name in EVERYBODY or (SECRET not in text and DRAFT not in text), role
            signs += sign
        got[method] = signs
    line = (got["GET"], got["POST"])
    assert BROKEN not in "".join(line), line
    assert line == SITE.get(address.name), f'"{address.name}": {line},'.replace("'", '"')


@pytest.mark.parametrize("address", ON_SITE, ids=_name)
def test_an_editor_is_a_member_on_the_site(address: Address, site: Site) -> None:
    sign, text = site.ask("editor", "GET", address)
    assert sign == EDITORS_SEE.get(address.name, SITE[address.name][0][PEOPLE.index("translator")])
    assert SECRET not in text or address.name in EVERYBODY


def who_may(address: Address) -> str:
    fitting = [(start, who) for start, who in ADMIN if address.name.startswith(start)]
    assert fitting, f"{address.name}: nobody has said who passes here"
    return max(fitting, key=lambda row: len(row[0]))[1]


def test_every_rule_of_the_admin_fits_an_address() -> None:
    used = {
        max((start for start, _who in ADMIN if address.name.startswith(start)), key=len, default="")
        for address in IN_ADMIN
    }
    assert not {start for start, _who in ADMIN} - used


@pytest.mark.parametrize("address", IN_ADMIN, ids=_name)
def test_nobody_passes_a_door_of_the_admin_that_is_not_theirs(address: Address, site: Site) -> None:
    path, who = site.path(address), who_may(address)
    for role, methods in (("visitor", ("GET",)), ("member", ("GET", "POST"))):
        for method in methods:
            sign, text = site.readers[role].ask(method, path)
            assert sign in CLOSED or "V" in who, f"{method} as {role}: {sign}"
            assert SECRET not in text
            assert DRAFT not in text
    for role in ("translator", "reviewer", "editor", "administrator"):
        may = role[0].upper() in who
        if may and role in {"editor", "administrator"} and address.name.endswith(SLOW):
            continue  # forms of many fields; the tests of each open them
        if may and role == "administrator" and "E" in who:
            continue  # an editor was there
        for method in ("GET", "POST") if role == "translator" else ("GET",):
            sign, text = site.readers[role].ask(method, path)
            assert sign != BROKEN or address.name in UPSTREAM
            as_it_should = (may or sign in CLOSED) and (method == "POST" or not may or sign not in {SIGN_IN, REFUSED})
            assert as_it_should or "V" in who, f"{method} as {role}: {sign}"
            assert SECRET not in text or role == "administrator", role
            assert DRAFT not in text or role in {"editor", "administrator"}, role


@pytest.mark.parametrize("address", ALL, ids=_name)
def test_nothing_is_written_without_a_token_of_our_own_form(address: Address, site: Site) -> None:
    """Cross-site request forgery: a form on another site has no token."""
    sign, _text = site.careful.ask("POST", site.path(address))
    if not any(address.name.startswith(start) for start in OTHER_GUARDS):
        assert sign == REFUSED
    elif address.name != "oai":
        assert sign in CLOSED


def test_every_guard_of_another_kind_is_wanted() -> None:
    assert not {start for start in OTHER_GUARDS if not any(one.name.startswith(start) for one in ALL)}
