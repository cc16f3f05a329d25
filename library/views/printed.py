"""A case on paper: the page that its PDF is drawn from, and the view that gives the PDF."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from library import printing
from library.cards import address, case_card
from library.models import CasePage, CasePdf
from library.models.case import LICENCE_ADDRESSES
from library.views.finding import case_or_404, crumbs_of
from library.views.template import CaseTemplateView
from search import languages
from search.reader import interface_language_for

SECONDS_BETWEEN_LOOKS = 5


def page_html(page: CasePage, *, picture: str, faces: list[dict[str, Any]]) -> str:
    """The whole document in the active language. Only what everybody who may read the case may read.

    :param picture: address of the lead image for whoever draws the page; empty: none
    :param faces: the fonts, as `{family, weight, url}`
    """
    language = page.locale.language_code
    everybody = CasePage.objects.visible_to(AnonymousUser())
    original = everybody.filter(translation_key=page.translation_key).select_related("locale").order_by("pk").first()
    template = CaseTemplateView(page, None, original=original)
    return render_to_string(
        "library/print/case.html",
        {
            "page": page,
            "card": case_card(page),
            "sections": template.content(),
            "facts": template.facts(),
            "picture": picture,
            "faces": faces,
            "language": language,
            "interface_language": interface_language_for(language),
            "text_direction": "rtl" if languages.is_right_to_left(language) else "ltr",
            "url": page.full_url or "",
            "site_name": settings.SITE_NAME,
            "licence_name": page.get_licence_display(),
            "licence_url": LICENCE_ADDRESSES.get(page.licence, ""),
        },
    )


def offered(row: CasePdf | None) -> dict[str, Any]:
    """What a case's page says about its PDF (`printing.pdfs_of`; None: nobody asked for it yet): `state` ("",
    "waiting", "done", "failed"), `size` in bytes."""
    if not printing.is_available():
        return {"is_available": False}
    return {"is_available": True, "state": row.state if row else "", "size": row.size if row else None}


@require_safe
def pdf(request: HttpRequest, slug: str, language: str) -> HttpResponseBase:
    """The PDF of this version. The first to ask waits on a page that looks again by itself, without a script."""
    page = case_or_404(request, slug, language, exact=True)
    if not printing.is_available():
        return _say(request, page, "unavailable", status=503)
    row = printing.want_pdf(page)
    if row is not None:
        row.refresh_from_db()  # where tasks run at once, it is made by now
    if row is None or row.state == CasePdf.State.FAILED:
        return _say(request, page, "failed", status=503)
    if row.state == CasePdf.State.DONE:
        try:
            file = row.file.open("rb")
        except OSError:  # somebody emptied the folder: it is made anew
            printing.forget([row])
            printing.want_pdf(page)
            return _say(request, page, "waiting", status=202)
        response = FileResponse(file, content_type="application/pdf", filename=f"{page.slug}-{language}.pdf")
        response["Cache-Control"] = "private, no-cache"
        response["X-Robots-Tag"] = "noindex"
        return response
    return _say(request, page, "waiting", status=202)


def _say(request: HttpRequest, page: CasePage, what: str, *, status: int) -> HttpResponse:
    response = render(
        request,
        "library/print/waiting.html",
        {"page": page, "what": what, "card": case_card(page), "url": address(page), "crumbs": crumbs_of(page)},
        status=status,
    )
    if what == "waiting":
        response["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
        response["Retry-After"] = str(SECONDS_BETWEEN_LOOKS)
    return response
