"""Every address that the site resolves, and what each kind of reader gets there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

OK, SIGN_IN, REFUSED, NOT_FOUND = "o", "s", "r", "n"
ELSEWHERE, METHOD, INVALID, BROKEN = "e", "m", "i", "B"
"""Ok; led to the sign-in; refused with a sentence; as if it were not there; led somewhere else; not with this method;
a form that has mistakes; an error of ours."""
_STATUS = {
    200: OK,
    201: OK,
    202: OK,
    204: OK,
    304: OK,
    401: SIGN_IN,
    403: REFUSED,
    404: NOT_FOUND,
    405: METHOD,
    410: NOT_FOUND,
}


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver, or several that are one address.

    :ivar name: with its namespaces; the route where a pattern has none. Where one name has several sets of arguments
        these stand behind it: `wagtailsettings:edit(app_name,model_name)`
    """

    name: str
    route: str
    lookup: str
    arguments: tuple[str, ...]

    @property
    def is_admin(self) -> bool:
        return self.route.startswith("admin/")

    def path(self, values: dict[str, Any]) -> str:
        """:raises KeyError: for an argument nobody gave a value for"""
        if not self.arguments:
            return "/" + self.route.replace("^", "").replace("$", "")
        if self.arguments == ("args",):
            return reverse(self.lookup, args=values["args"])
        return reverse(self.lookup, kwargs={name: values[name] for name in self.arguments})


def _walk(resolver: URLResolver, spaces: tuple[str, ...], route: str, above: tuple[str, ...] = ()) -> Iterator[Address]:
    """:param above: arguments in the part of the route that leads here"""
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            own = tuple(entry.pattern.regex.groupindex)
            yield from _walk(entry, (*spaces, entry.namespace) if entry.namespace else spaces, here, (*above, *own))
        else:
            yield _address(entry, spaces, here, above)


def _address(entry: URLPattern, spaces: tuple[str, ...], route: str, above: tuple[str, ...]) -> Address:
    lookup = ":".join((*spaces, entry.name)) if entry.name else ""
    regex = entry.pattern.regex
    names = (*above, *sorted(regex.groupindex, key=regex.groupindex.__getitem__))
    names = tuple(name for name in names if name not in (entry.default_args or {}))
    return Address(lookup or route, route, lookup, names or (("args",) if regex.groups else ()))


def addresses() -> list[Address]:
    found = list(dict.fromkeys(_walk(get_resolver(), (), "")))
    several = Counter(name for name, _arguments in {(one.name, one.arguments) for one in found})
    named = [
        replace(one, name=f"{one.name}({','.join(one.arguments)})") if several[one.name] > 1 else one for one in found
    ]
    return list({(one.name, one.arguments): one for one in reversed(named)}.values())[::-1]


class Reader:
    """Somebody with a browser; each request is undone, and begins with the same cookies."""

    def __init__(self, person: Any, *, checks_csrf: bool = False) -> None:
        self._checks_csrf = checks_csrf
        self._session = ""
        if person.is_authenticated:
            client = Client()
            client.force_login(person)
            self._session = client.cookies["sessionid"].value

    def ask(self, method: str, path: str, **headers: str) -> tuple[str, str]:
        """What they get: an outcome, and the text of the answer."""
        client = Client(enforce_csrf_checks=self._checks_csrf, raise_request_exception=False)
        if self._session:
            client.cookies["sessionid"] = self._session
        with transaction.atomic():
            response = client.post(path, headers=headers) if method == "POST" else client.get(path, headers=headers)
            outcome, text = _outcome(response), _text(response)
            transaction.set_rollback(True)
        return outcome, text


def _text(response: HttpResponseBase) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def _outcome(response: HttpResponseBase) -> str:
    status = response.status_code
    if status not in {301, 302, 303, 307, 308}:
        return _STATUS.get(status, BROKEN if status >= 500 else INVALID)
    to = response.headers["Location"]
    if "/accounts/login/" in to or to.startswith("/admin/login/") or "/accounts/reauthenticate" in to:
        return SIGN_IN
    return REFUSED if to == "/admin/" else ELSEWHERE  # Wagtail refuses with a sentence on its front page
