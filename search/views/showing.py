"""What the parts in templates/parts show of a search: results, facets, what was chosen and what was added."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from search import languages, parameters
from search.expansion import LEXICON, NAME, THESAURUS, TRANSLATOR, Expansion
from search.querying import BY_DATE, BY_RELEVANCE, Facet, FacetValue, Result, Results, SearchRequest
from search.reader import interface_language_for

_AT_ONCE = 8
"""Values of a facet that stand there without another tap."""
_GROUPS_AT_ONCE = 2
"""Words of the question whose expansions stand there without another tap."""
_LONG_ADDRESS = 1000
"""Characters: with a longer question, each of some hundred links would weigh as much as a page."""


def address(asked: SearchRequest, **changed: Any) -> str:
    """Where this search is, with something changed; its first page."""
    return address_of(parameters.write(replace(asked, **changed)))


def address_of(query: QueryDict) -> str:
    results = reverse("search:results")
    return f"{results}?{query.urlencode()}" if query else results


def row(result: Result, found: Results, language: str) -> dict[str, Any]:
    """As `parts/search_result.html` wants it."""
    types = {value.value: value.label for facet in found.facets if facet.field == "type" for value in facet.values}
    names_in = interface_language_for(language)
    start, _hash, anchor = result.url.partition("#")
    versions = {other.language for other in result.also_in}
    return {
        "type": result.type,
        "type_label": types.get(result.type, result.type),
        "title": result.title_html,
        # In a conversation the title leads to its beginning, who is quoted to what they wrote.
        "url": start if result.quoted else result.url,
        "quoted": result.quoted,
        "quoted_url": result.url if anchor else "",
        "excerpt": result.excerpt_html,
        "excerpt_language": result.excerpt_language,
        "excerpt_language_name": languages.name_in(result.excerpt_language, names_in),
        "is_excerpt_of_version": result.excerpt_language != result.language and result.excerpt_language in versions,
        "is_excerpt_in_other_language": result.excerpt_language not in (result.language, language),
        "code": result.code,
        "language": result.language,
        "language_name": languages.name_in(result.language, names_in),
        "is_other_language": result.language != language,
        "is_outdated": result.is_outdated,
        "also_in": [
            {"language": other.language, "name": languages.own_name(other.language), "url": other.url}
            for other in result.also_in
        ],
        "updated_at": result.date,
    }


def panels(found: Results, asked: SearchRequest) -> list[dict[str, Any]]:
    """Facets as `parts/facet_panel.html` wants them: a tap chooses a value, another takes it away."""
    labels = {
        "type": _("Kind"),
        "language": _("Language"),
        "theme": _("Theme"),
        "country": _("Country"),
        "tag": pgettext("facet", "Tag"),
        "evidence": pgettext("facet: how well a practice is known to work", "Evidence"),
        "year": pgettext("facet", "Year"),
        "community": pgettext("facet", "Community"),
    }
    is_long = len(address(asked)) > _LONG_ADDRESS
    shown = []
    for facet in found.facets:
        if not any(value.count for value in facet.values):
            continue  # nothing to choose; what is chosen stands above the list
        values = [_value(value, facet, asked) for value in facet.values]
        first = [value for at, value in enumerate(values) if at < _AT_ONCE or value["is_active"]]
        shown.append(
            {
                "field": facet.field,
                "label": labels.get(facet.field, facet.field),
                "is_open": facet.field in ("type", "language") or bool(asked.filters.get(facet.field)),
                "values": first,
                "more": [] if is_long else [value for value in values if value not in first],
            }
        )
    return shown


def _value(value: FacetValue, facet: Facet, asked: SearchRequest) -> dict[str, Any]:
    chosen = asked.filters.get(facet.field, ())
    wanted = tuple(one for one in chosen if one != value.value) if value.is_active else (*chosen, value.value)
    return {
        "value": value.value,
        "label": value.label,
        "count": value.count,
        "url": address(asked, filters={**asked.filters, facet.field: wanted}),
        "is_active": value.is_active,
    }


def chosen(found: Results, asked: SearchRequest) -> list[dict[str, str]]:
    """Everything that narrows or orders the results, as `parts/chosen.html` wants it: a tap takes it away."""
    shown = [
        {"label": value["label"], "url": value["url"]}
        for facet in found.facets
        for value in (_value(one, facet, asked) for one in facet.values if one.is_active)
    ]
    for name in asked.by:
        others = tuple(one for one in asked.by if one != name)
        label = pgettext("filter: written by", "By %(name)s") % {"name": name}
        shown.append({"label": label, "url": address(asked, by=others)})
    if asked.sort == BY_DATE:
        shown.append({"label": _("Newest first"), "url": address(asked, sort=BY_RELEVANCE)})
    return shown


def orders(asked: SearchRequest) -> list[dict[str, Any]]:
    """The two orders of results, as links; none where there is only one: without a question the newest come first."""
    if not asked.q:
        return []
    labels = {BY_RELEVANCE: pgettext("order of results", "Best first"), BY_DATE: _("Newest first")}
    return [
        {"label": label, "url": address(asked, sort=sort), "is_current": asked.sort == sort}
        for sort, label in labels.items()
    ]


def added(found: Results, asked: SearchRequest, language: str) -> dict[str, Any] | None:
    """What was looked for besides what was typed, as `search/added.html` wants it; None where there is nothing to say.

    `groups` are the expansions of the same words from the same place, `more` those behind another tap; `removed` what
    the reader took away; `is_off` when nothing may be added.
    """
    if not asked.q or not (found.expansions or asked.without or not asked.expand):
        return None
    groups: dict[tuple[str, str], list[Expansion]] = {}
    for one in found.expansions:
        groups.setdefault((one.of, one.origin), []).append(one)
    names_in = interface_language_for(language)
    shown = [
        {
            "of": of,
            "of_language": languages.guess(of, default=language, among=settings.LANGUAGE_CODES),
            "origin": _origin(origin),
            "terms": [_added(one, asked, names_in) for one in expansions],
        }
        for (of, origin), expansions in groups.items()
    ]
    return {
        "groups": shown[:_GROUPS_AT_ONCE],
        "more": shown[_GROUPS_AT_ONCE:],
        "removed": [
            {
                "text": text,
                "language": languages.guess(text, default=language, among=settings.LANGUAGE_CODES),
                "url": address(asked, without=tuple(one for one in asked.without if one != text)),
            }
            for text in (asked.without if asked.expand else ())
        ],
        "is_off": not asked.expand,
        "on_url": address(asked, expand=True, without=()),
        "off_url": address(asked, expand=False, without=()),
    }


def _added(one: Expansion, asked: SearchRequest, names_in: str) -> dict[str, str]:
    return {
        "text": one.text,
        "language": one.language,
        "language_name": languages.name_in(one.language, names_in),
        "url": address(asked, without=tuple(dict.fromkeys((*asked.without, one.text)))),
    }


def _origin(origin: str) -> str:
    """Where an expansion comes from, in plain words."""
    return {
        THESAURUS: pgettext("where a word comes from", "from the glossary"),
        LEXICON: pgettext("where a word comes from", "learned from translations here"),
        NAME: pgettext("where a word comes from", "the same name"),
        TRANSLATOR: pgettext("where a word comes from", "translated by a machine"),
    }.get(origin, "")


def corrected(found: Results, asked: SearchRequest, language: str) -> dict[str, str] | None:
    """A better spelling of the question, as a link that keeps everything else."""
    if not found.did_you_mean:
        return None
    return {
        "text": found.did_you_mean,
        "language": languages.guess(found.did_you_mean, default=language, among=settings.LANGUAGE_CODES),
        "url": address(asked, q=found.did_you_mean, without=()),
    }


def hidden_fields(asked: SearchRequest) -> list[dict[str, str]]:
    """What stays as it is when another question is typed."""
    kept = parameters.write(replace(asked, q="", without=()))
    return [{"name": name, "value": value} for name, values in kept.lists() for value in values]
