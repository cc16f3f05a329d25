"""`/th/feeds/cases.atom`: what is new on the shelf, with the shelf's filters, in the language of the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid5

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from library import choosing
from library.cards import address
from library.describing import language_of, licence_address, licence_name, xml_text
from library.models import CasePage
from library.practices import public_cases
from library.views.browsing import one_a_practice
from search import languages
from search.reader import reading_language

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A feed: the reader's language and the filters that were chosen."""

    language: str
    chosen: dict[str, list[str]]

    @property
    def question(self) -> str:
        pairs = choosing.repeated(self.chosen)
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def names(self) -> list[str]:
        """The filters' values, as the reader knows them."""
        found = []
        for name, value in choosing.repeated(self.chosen):
            if name == "country":
                found.append(languages.country_name(value, self.language))
            elif name == "lang":
                found.append(languages.name_in(value, self.language))
            else:
                found.append(value)
        return found


class InLanguages(Atom1Feed):
    """Atom (RFC 4287), each entry in the language it was written in."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}


class NewCases(Feed):
    """Of each practice one version: the reader's, else the original; those of a language when `lang` says which."""

    feed_type = InLanguages

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        chosen, problems = choosing.read(request.GET)
        if problems:
            raise Http404(problems[0].message)
        return Asked(reading_language(), chosen)

    def title(self, asked: Asked) -> str:
        return " · ".join([settings.SITE_NAME, _("Library"), *asked.names])

    def subtitle(self) -> str:
        return _("Good practices from rural communities in Asia and the Pacific, and the people who use them.")

    def link(self, asked: Asked) -> str:
        return f"/{asked.language}/library/{asked.question}"

    def feed_url(self, asked: Asked) -> str:
        return f"/{asked.language}/feeds/cases.atom{asked.question}"

    def author_name(self) -> str:
        return settings.SITE_NAME  # Atom wants one; of the feed, not of the practices

    def items(self, asked: Asked) -> list[CasePage]:
        found = choosing.narrowed(public_cases(), asked.chosen)
        if "lang" not in asked.chosen:
            found = one_a_practice(found, asked.language)
        newest = found.order_by("-first_published_at", "-pk").select_related("locale")
        return list(newest.prefetch_related("themes", "countries")[:NEWEST])

    def item_title(self, item: CasePage) -> str:
        return xml_text(item.title)  # plain text in Atom: Django's own would escape it twice

    def item_description(self, item: CasePage) -> str:
        return escape(xml_text(item.summary))

    def item_link(self, item: CasePage) -> str:
        return address(item)

    def item_guid(self, item: CasePage) -> str:
        """The same in every feed and whatever the site is called."""
        return uuid5(item.translation_key, language_of(item)).urn

    def item_pubdate(self, item: CasePage) -> datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: CasePage) -> datetime | None:
        return item.last_published_at

    def item_categories(self, item: CasePage) -> list[str]:
        return [*(theme.code for theme in item.themes.all()), *(country.pk for country in item.countries.all())]

    def item_copyright(self, item: CasePage) -> str:
        return " ".join(filter(None, [licence_name(item), licence_address(item)]))

    def item_extra_kwargs(self, item: CasePage) -> dict[str, str]:
        return {"language": language_of(item)}
