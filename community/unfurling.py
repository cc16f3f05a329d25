"""Links to our own pages as cards, from our own data: nothing is fetched from anywhere.

Only what a visitor may read becomes a card. A post may be moved to where others read it, and its HTML goes to feeds and
search as it is; so a card never holds the title of anything that is not everybody's, not even among the members who
may read it. What a card shows is followed: `Unfurled` rows say which posts are rendered anew when it changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.translation import pgettext

from community.models import Post, Thread
from community.rendering import Card
from library.models import CasePage, Champion
from search import languages
from search.reader import interface_language_for

Target = tuple[str, int]
"""Kind and id of what a card shows."""

MOST_CARDS = 10  # a text; the other links stay links

_LANGUAGE = r"(?:/(?P<language>[a-z]{2,3}(?:-[a-z0-9]+)*))?"
_places = {
    "champion": re.compile(rf"{_LANGUAGE}/library/people/(?P<key>[-\w]{{1,60}})/?\Z", re.ASCII),
    "case": re.compile(rf"{_LANGUAGE}/library/(?P<key>[-\w]{{1,64}})/?\Z", re.ASCII),
    "post": re.compile(rf"{_LANGUAGE}/communities/-/posts/(?P<key>\d{{1,18}})/?\Z", re.ASCII),
    "thread": re.compile(rf"{_LANGUAGE}/communities/[-\w]{{1,60}}/(?P<key>\d{{1,18}})/?\Z", re.ASCII),
}


def own_path(address: str) -> str:
    """The path of an address on this site; "" for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    own = {urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc.lower(), *(host.lower() for host in settings.ALLOWED_HOSTS)}
    is_ours = parts.scheme in {"http", "https"} and parts.netloc.lower() in own - {"", "*"}
    return parts.path if is_ours else ""


def cards_for(addresses: Iterable[str], language: str) -> dict[str, tuple[Card, Target]]:
    """Address → its card, in the words of a post in `language`, and what it shows. At most a query each."""
    found: dict[str, tuple[Card, Target]] = {}
    for address in dict.fromkeys(addresses):
        if len(found) == MOST_CARDS:
            break
        path = own_path(address)
        for kind, place in _places.items():
            if path and (at := place.match(path)):
                with translation.override(interface_language_for(language)):
                    if card := _MAKERS[kind](at["key"], at["language"] or language):
                        found[address] = card
                break
    return found


def _about(kind: str, code: str) -> str:
    return f"{kind} · {languages.name_in(code, translation.get_language() or settings.LANGUAGE_CODE)}"


def _case(code: str, language: str) -> tuple[Card, Target] | None:
    pages = list(CasePage.objects.visible_to(AnonymousUser()).filter(slug=code.lower()).select_related("locale"))
    order = [language, *settings.LANGUAGE_CODES]
    pages.sort(key=lambda page: order.index(page.locale.language_code) if page.locale.language_code in order else 99)
    if not pages:
        return None
    own = pages[0].locale.language_code
    card = Card(f"/library/{pages[0].slug}/", pages[0].title, own, _about(pgettext("kind of a page", "Practice"), own))
    return card, ("case", pages[0].pk)


def _champion(code: str, _language: str) -> tuple[Card, Target] | None:
    person = Champion.objects.visible_to(AnonymousUser()).filter(code=code).first()
    if person is None:
        return None
    own = languages.guess(person.name, default="en", among=settings.LANGUAGE_CODES)
    card = Card(f"/library/people/{person.code}/", person.shown_name, own, pgettext("kind of a page", "Champion"))
    return card, ("champion", person.pk)


def _thread(key: str, _language: str) -> tuple[Card, Target] | None:
    thread = Thread.objects.visible_to(AnonymousUser()).filter(pk=key).select_related("community").first()
    if thread is None:
        return None
    href = f"/communities/{thread.community.slug}/{thread.pk}/"
    about = _about(str(thread.get_kind_display()), thread.language)
    return Card(href, thread.title, thread.language, about), ("thread", thread.pk)


def _post(key: str, language: str) -> tuple[Card, Target] | None:
    post = Post.objects.visible_to(AnonymousUser()).filter(pk=key).only("thread_id").first()
    made: Any = _thread(str(post.thread_id), language) if post else None
    if made is None:
        return None
    card, target = made
    return Card(f"/communities/-/posts/{key}/", card.title, card.language, card.about), target


_MAKERS = {"case": _case, "champion": _champion, "thread": _thread, "post": _post}
