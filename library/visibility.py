"""Who may read a Wagtail page: the one rule, as a queryset and as the audiences of a search document."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from library.remembering import forget, remembered
from search.audiences import sees_everything
from search.documents import MEMBERS, PUBLIC, STAFF

Pages = TypeVar("Pages", bound=PageQuerySet)


def _under(restrictions: list[PageViewRestriction]) -> Q:
    condition = Q(pk__in=[])
    for restriction in restrictions:
        condition |= Q(path__startswith=restriction.page.path)
    return condition


_RESTRICTIONS = "restrictions on pages"


def all_restrictions() -> list[PageViewRestriction]:
    """Every view restriction of the site with its page: one query a request."""
    return remembered(_RESTRICTIONS, lambda: list(PageViewRestriction.objects.select_related("page")))


def restrictions_on(page: Page) -> list[PageViewRestriction]:
    """Those of the page itself and of the pages above it."""
    return [row for row in all_restrictions() if page.path.startswith(row.page.path)]


def _changed(**_kwargs: Any) -> None:
    forget(_RESTRICTIONS)


def connect() -> None:
    for signal in (post_save, post_delete):
        signal.connect(_changed, sender=PageViewRestriction, dispatch_uid="library: restrictions changed")


def _closed_to(user: Any, among: list[PageViewRestriction] | None) -> list[PageViewRestriction]:
    if sees_everything(user):
        return []
    restrictions = all_restrictions() if among is None else among
    if user.is_authenticated:
        restrictions = [row for row in restrictions if row.restriction_type != PageViewRestriction.LOGIN]
    return restrictions


def readable(pages: Pages, user: Any, *, among: list[PageViewRestriction] | None = None) -> Pages:
    """Those of `pages` that `user` may read. One more query, none with `among`; `pages` are live already.

    Pages behind a sign-in are for every member; pages behind a password or a group are shown by Wagtail to whom it
    may concern, and are in no list, feed or search result, except for staff.

    :param among: `all_restrictions()`, where they are known already
    """
    restrictions = _closed_to(user, among)
    return pages.exclude(_under(restrictions)) if restrictions else pages


def unreadable(pages: Pages, user: Any, *, among: list[PageViewRestriction] | None = None) -> Pages:
    """The others: those of `pages` that `readable` leaves out. Nothing is asked when nothing is restricted."""
    restrictions = _closed_to(user, among)
    return pages.filter(_under(restrictions)) if restrictions else pages.none()


def public(pages: Pages) -> Pages:
    """Those of `pages` that everybody may read, for short lists: the restrictions are looked up in the same query."""
    above = PageViewRestriction.objects.alias(below=ExpressionWrapper(OuterRef("path"), CharField()))
    return pages.filter(~Exists(above.filter(below__startswith=F("page__path"))))


class Audiences:
    """The audiences of many pages with one query: made once, asked for each page."""

    def __init__(self) -> None:
        self._restrictions = [
            (row.page.path, row.restriction_type) for row in PageViewRestriction.objects.select_related("page")
        ]

    def of(self, page: Page) -> tuple[str, ...]:
        kinds = {kind for path, kind in self._restrictions if page.path.startswith(path)}
        if not kinds:
            return (PUBLIC,)
        return (MEMBERS,) if kinds == {PageViewRestriction.LOGIN} else (STAFF,)
