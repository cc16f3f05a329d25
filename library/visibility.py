"""Who may read a Wagtail page: the one rule, as a queryset and as the audiences of a search document."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from search.audiences import sees_everything
from search.documents import MEMBERS, PUBLIC, STAFF

Pages = TypeVar("Pages", bound=PageQuerySet)


def _under(restrictions: list[PageViewRestriction]) -> Q:
    condition = Q(pk__in=[])
    for restriction in restrictions:
        condition |= Q(path__startswith=restriction.page.path)
    return condition


def readable(pages: Pages, user: Any) -> Pages:
    """Those of `pages` that `user` may read. One more query; `pages` are live already.

    Pages behind a sign-in are for every member; pages behind a password or a group are shown by Wagtail to whom it
    may concern, and are in no list, feed or search result, except for staff.
    """
    if sees_everything(user):
        return pages
    restrictions = list(PageViewRestriction.objects.select_related("page"))
    if user.is_authenticated:
        restrictions = [row for row in restrictions if row.restriction_type != PageViewRestriction.LOGIN]
    return pages.exclude(_under(restrictions)) if restrictions else pages


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
