"""What every page of the site shows around its own content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext as _

from cms.middleware import question_of
from search import languages
from search.reader import interface_language_for, reading_language


def _elsewhere(request: HttpRequest, language: str) -> str:
    """This address in another language: slugs are the same in all of them."""
    current = get_language_from_path(request.path_info)
    if not current:
        return f"/{language}/"
    rest = request.path_info[len(current) + 1 :]
    return f"/{language}{rest}" + (question_of(request) if request.method in {"GET", "HEAD"} else "")


def saves_data(request: HttpRequest) -> bool:
    """Whether to send no pictures and fonts: as chosen here, else as the browser says (`Save-Data: on`)."""
    chosen = request.COOKIES.get(settings.DATA_SAVER_COOKIE_NAME)
    return chosen == "on" if chosen else request.headers.get("Save-Data", "").lower() == "on"


def site(request: HttpRequest) -> dict[str, Any]:
    """No query: this runs for every page, also for error pages when the database is away."""
    content_language = reading_language()
    interface_language = interface_language_for(content_language)
    menu = [
        {
            "code": code,
            "name": name,
            "url": _elsewhere(request, code),
            "is_current": code == content_language,
        }
        for code, name in settings.LANGUAGES
    ]
    is_page_with_language = bool(get_language_from_path(request.path_info))
    sections = [
        (f"/{content_language}/library/", _("Library")),
        (reverse("community:index"), _("Communities")),
        (reverse("search:results"), _("Search")),
    ]
    return {
        "site_name": settings.SITE_NAME,
        "interface_language": interface_language,
        "content_language": content_language,
        "text_direction": "rtl" if languages.is_right_to_left(interface_language) else "ltr",
        "language_menu": menu,
        # Pages that exist in some languages only put their own list here.
        "alternates": [{"code": row["code"], "url": request.build_absolute_uri(row["url"])} for row in menu]
        if is_page_with_language
        else [],
        "nav": [{"url": url, "label": label, "is_current": request.path.startswith(url)} for url, label in sections],
        "home_url": f"/{content_language}/",
        "data_saver": saves_data(request),
        "is_demo": settings.DEMO_MAIL,
        "demo_mail_url": reverse("demo_mail") if settings.DEMO_MAIL else "",
        # The cover leaves its own search field out where the page has one; the home page says so itself.
        "page_has_search": request.path == reverse("search:results"),
        "debug": settings.DEBUG,
    }
