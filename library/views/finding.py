"""The case that an address below the library means, for this reader."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from library.cards import address
from library.models import CasePage
from search.reader import reading_language


def case_or_404(request: HttpRequest, slug: str, language: str = "", *, exact: bool = False) -> CasePage:
    """The version in `language` (default: the reader's), else the original, as the library's own pages show it.

    :param exact: that version or none
    :raises Http404: also for a case that this reader may not see
    """
    wanted = language or reading_language()
    versions = list(
        CasePage.objects.visible_to(request.user)
        .filter(slug=slug)
        .select_related("locale", "lead_image")
        .order_by("pk")
    )
    found = [page for page in versions if page.locale.language_code == wanted]
    if not found and not exact:
        found = versions
    if not found:
        raise Http404
    return found[0]


def crumbs_of(page: CasePage) -> list[dict[str, str]]:
    """The way to a page that belongs to a case."""
    reader = reading_language()
    return [
        {"label": _("Home"), "url": f"/{reader}/"},
        {"label": _("Library"), "url": f"/{reader}/library/"},
        {"label": page.title, "url": address(page), "language": page.locale.language_code},
    ]
