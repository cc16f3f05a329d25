"""Which roles somebody has, in words: on their own account's page, and in the admin's list of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Prefetch, Q, QuerySet, TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cms.roles import ADMINISTRATORS, WRITERS, translators_of
from community.letters import title_in
from community.models import Community, Membership
from library.models import Champion
from library.reviewing import EDITORS, PEERS
from people.models import Participation
from search.languages import name_in
from search.reader import interface_language, reading_language


class Kind(TextChoices):
    """In the order in which they are named. Everybody with an account is a member."""

    MEMBER = "member", pgettext_lazy("role on the site", "Member")
    ALUMNA = "alumna", pgettext_lazy("role on the site", "Alumna or alumnus")
    CHAMPION = "champion", pgettext_lazy("role on the site", "Champion")
    FACILITATOR = "facilitator", pgettext_lazy("role on the site", "Facilitator")
    HOST = "host", pgettext_lazy("role on the site", "Host")
    TRANSLATOR = "translator", pgettext_lazy("role on the site", "Translator")
    REVIEWER = "reviewer", pgettext_lazy("role on the site", "Reviewer")
    WRITER = "writer", pgettext_lazy("role on the site", "Writer")
    EDITOR = "editor", pgettext_lazy("role on the site", "Editor")
    ADMINISTRATOR = "administrator", pgettext_lazy("role on the site", "Administrator")
    OVERSEER = "overseer", pgettext_lazy("role on the site", "Sees closed communities")


@dataclass(frozen=True, slots=True)
class Role:
    kind: Kind
    of: str = ""
    """A language, an edition, a community: what the role is limited to; empty for the whole site."""
    url: str = ""

    def __str__(self) -> str:
        return _("%(role)s: %(of)s") % {"role": self.kind.label, "of": self.of} if self.of else str(self.kind.label)


_BY_GROUP = {
    PEERS: Kind.REVIEWER,
    WRITERS: Kind.WRITER,
    EDITORS: Kind.EDITOR,
    ADMINISTRATORS: Kind.ADMINISTRATOR,
}


def _languages() -> dict[str, str]:
    """Name of a group of translators → its language."""
    return {translators_of(language): language for language in settings.LANGUAGE_CODES}


def roles_of(user: Any) -> tuple[Role, ...]:
    """For their own eyes: the communities named may be hidden ones. A visitor has none."""
    return roles_of_each([user])[user.pk] if user.is_authenticated else ()


def roles_of_each(users: Iterable[Any]) -> dict[int, tuple[Role, ...]]:
    """Id → roles in the order of `Kind`, of many with as many queries as of one."""
    people = {user.pk: user for user in users}
    found: defaultdict[int, list[Role]] = defaultdict(list)
    for pk, person in people.items():
        found[pk].append(Role(Kind.MEMBER))
        if person.is_superuser:
            found[pk].append(Role(Kind.ADMINISTRATOR))
        elif person.is_staff:
            found[pk].append(Role(Kind.OVERSEER))
    for add in (_alumni, _champions, _in_communities, _in_groups):
        for pk, role in add(people):
            if role not in found[pk]:
                found[pk].append(role)
    order = list(Kind)
    return {pk: tuple(sorted(found[pk], key=lambda role: (order.index(role.kind), role.of))) for pk in people}


def _alumni(people: Iterable[int]) -> Iterable[tuple[int, Role]]:
    rows = Participation.objects.travelled().filter(user__in=people).select_related("edition__route")
    for row in rows.prefetch_related("edition__route__texts"):
        yield row.user_id, Role(Kind.ALUMNA, str(row.edition))


def _champions(people: Iterable[int]) -> Iterable[tuple[int, Role]]:
    for champion in Champion.objects.filter(account__in=people).prefetch_related("texts"):
        url = reverse("library:champion", args=[champion.code])
        yield champion.account_id, Role(Kind.CHAMPION, champion.name_in(reading_language()), url)


def _in_communities(people: Iterable[int]) -> Iterable[tuple[int, Role]]:
    rows = Membership.objects.facilitating().filter(user__in=people)
    for row in rows.prefetch_related(Prefetch("community", queryset=Community.objects.with_pages())):
        kind = Kind.HOST if row.role == Membership.Role.HOST else Kind.FACILITATOR
        url = reverse("community:threads", args=[row.community.slug])
        yield row.user_id, Role(kind, title_in(row.community, reading_language()), url)


def _in_groups(people: Iterable[int]) -> Iterable[tuple[int, Role]]:
    languages = _languages()
    through = Group.user_set.through
    for user, name in through.objects.filter(user__in=people).values_list("user", "group__name"):
        if language := languages.get(name):
            yield user, Role(Kind.TRANSLATOR, name_in(language, interface_language()))
        elif name in _BY_GROUP:
            yield user, Role(_BY_GROUP[name])


def people_who_are(kind: str, users: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `users` who have a role of that kind: `roles_of_each` as a filter.

    :raises ValueError: there is no such kind
    """
    return users.filter(_condition(Kind(kind)))


def _condition(kind: Kind) -> Q:
    groups = [name for name, of in _BY_GROUP.items() if of == kind]
    match kind:
        case Kind.MEMBER:
            found = Q()
        case Kind.ALUMNA:
            found = Q(pk__in=Participation.objects.travelled().values("user"))
        case Kind.CHAMPION:
            found = Q(pk__in=Champion.objects.exclude(account=None).values("account"))
        case Kind.FACILITATOR | Kind.HOST:
            found = Q(pk__in=Membership.objects.facilitating().filter(role=kind.value).values("user"))
        case Kind.TRANSLATOR:
            found = _in(_languages())
        case Kind.OVERSEER:
            found = Q(is_staff=True, is_superuser=False)
        case Kind.ADMINISTRATOR:
            found = _in(groups) | Q(is_superuser=True)
        case _:
            found = _in(groups)
    return found


def _in(groups: Iterable[str]) -> Q:
    return Q(pk__in=Group.user_set.through.objects.filter(group__name__in=list(groups)).values("user"))
