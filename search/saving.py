"""Keeping a search, and saying what is new in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import parameters, querying
from .engines.base import FACETS, EngineUnavailable
from .expansion import Expansion
from .models import SavedSearch
from .models.saved_search import LONGEST_NAME
from .normalising import normalise_name
from .querying import BY_DATE, PAGE_SIZE, Results, SearchRequest

MOST = 50
"""Searches that one person keeps."""
LONGEST = 4_000
"""Characters of a saved search as an address has it: one that is sent through signing in must stay below what servers,
browsers and Django (16,384 after a second encoding) take."""
_COUNTED_AT_ONCE = 5
"""Searches that are looked into while one page is made: each is a question to the engine."""
_LOOKED_AT = 20
"""The newest results of each."""
_KEPT = 600  # seconds that a count is remembered


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a saved search. `more`: at least `count`."""

    count: int
    more: bool = False


def written(asked: SearchRequest) -> str:
    """`asked` as its address has it, the same for the same search: facets and values in one order, without the page."""
    filters = {facet: tuple(sorted(asked.filters[facet])) for facet in FACETS if asked.filters.get(facet)}
    names, without = tuple(sorted(asked.by)), tuple(sorted(asked.without))
    same = replace(asked, filters=filters, by=names, without=without, page_size=PAGE_SIZE)
    return parameters.write(same).urlencode()


def is_worth_saving(asked: SearchRequest) -> bool:
    """Something was asked: words, filters or a name."""
    return bool(asked.q or asked.filters or asked.by)


def save_search(*, person: Any, asked: SearchRequest, language: str, name: str = "") -> tuple[SavedSearch, bool]:
    """Keep `asked` for `person`, who reads `language`; one they kept before stays as it is.

    :param name: default: the words that were asked, or what the filters are called
    :returns: the saved search, and whether it is new
    :raises ValidationError: nothing was asked, or far too much, or `MOST` searches are kept already
    """
    if not is_worth_saving(asked):
        raise ValidationError(_("Search for something first; then you can save it."))
    query = written(asked)
    if len(query) > LONGEST:
        raise ValidationError(_("This search is too long to be saved. Please search for fewer words."))
    digest = _digest(query)
    with transaction.atomic():
        # Two taps at the same time wait for each other here, so that neither limit nor uniqueness is passed.
        get_user_model().objects.select_for_update().filter(pk=person.pk).first()
        there = SavedSearch.objects.of(person).filter(digest=digest).first()
        if there is not None:
            return there, False
        if SavedSearch.objects.of(person).count() >= MOST:
            raise ValidationError(
                _("You have %(most)d saved searches: that is the most. Delete one, then save this one."),
                params={"most": MOST},
            )
        saved = SavedSearch.objects.create(
            person=person,
            name=_name(name) or _name(asked.q) or _name(named_after(asked, language)),
            query=query,
            digest=digest,
            language=language,
            seen_at=timezone.now(),
        )
    return saved, True


def change(*, saved: SavedSearch, name: str, alert: str) -> None:
    """Give it another name, and say how often to write. An empty name leaves the old one.

    :raises ValidationError: there is no such choice of letters
    """
    if alert not in SavedSearch.Alert.values:
        raise ValidationError({"alert": _("Please choose one of these.")})
    saved.name = _name(name) or saved.name
    saved.alert = alert
    saved.save(update_fields=["name", "alert"])


def forget(*, saved: SavedSearch) -> None:
    saved.delete()


def saved_as(asked: SearchRequest, person: Any) -> SavedSearch | None:
    """What `person` saved this search as. One query for somebody who is signed in, none for a visitor."""
    return SavedSearch.objects.of(person).filter(digest=_digest(written(asked))).first()


def mark_seen(saved: SavedSearch, found: Results, *, language: str) -> None:
    """Its owner looks at `found` now: what comes later is new."""
    saved.seen_at = timezone.now()
    saved.seen_count = found.count
    saved.seen_how = manner(found.expansions, language)
    saved.save(update_fields=["seen_at", "seen_count", "seen_how"])


def manner(expansions: Iterable[Expansion], language: str) -> str:
    """How results were counted: another language or other expansions of the same question find others."""
    return _digest("\n".join([language, *sorted(one.text for one in expansions)]))


def news(searches: Iterable[SavedSearch], *, person: Any, language: str) -> dict[int, News]:
    """Id → what is new since its owner last looked; without those that nobody has counted yet.

    At most a few are counted at a time, the others the next time somebody asks; a count holds for ten minutes.
    An engine that is away leaves out what is not known.
    """
    keys = {f"search.news.{one.pk}.{one.seen_at.timestamp()}.{language}": one for one in searches}
    known: dict[str, News] = cache.get_many(keys)
    missing = [key for key in keys if key not in known][:_COUNTED_AT_ONCE]
    for key in missing:
        try:
            known[key] = _news_of(keys[key], person, language)
        except EngineUnavailable:
            break
        cache.set(key, known[key], _KEPT)
    return {keys[key].pk: found for key, found in known.items()}


def _news_of(saved: SavedSearch, person: Any, language: str) -> News:
    """Documents dated after the last look; or, when that is more, by how many the results grew: what is added to a
    library may carry an old date."""
    asked, _problems = parameters.read(saved.parameters, user=person)
    asked = replace(asked, sort=BY_DATE, page=1, page_size=_LOOKED_AT)
    request = replace(querying.request_for(asked, user=person, language=language), facets=())
    answer = querying.ask(request)
    later = sum(1 for hit in answer.hits if hit.date is not None and hit.date > saved.seen_at)
    grown = 0
    if saved.seen_count is not None and saved.seen_how == manner(request.expansions, language):
        grown = answer.total - saved.seen_count
    return News(max(later, grown), more=later == _LOOKED_AT and grown < later)


def named_after(asked: SearchRequest, language: str) -> str:
    """What the filters of `asked` are called in `language`: `Cases, Thailand`."""
    return ", ".join(label for _facet, label in conditions_of(asked, labels_of([asked], language)))


def labels_of(searches: Iterable[SearchRequest], language: str) -> dict[str, dict[str, str]]:
    """Facet → value → name, for all the filters of `searches`: one query a facet at most."""
    values: dict[str, dict[str, None]] = {}
    for asked in searches:
        for facet, chosen in asked.filters.items():
            values.setdefault(facet, {}).update(dict.fromkeys(chosen))
    return {facet: querying.labels_for(facet, list(chosen), language) for facet, chosen in values.items()}


def conditions_of(asked: SearchRequest, labels: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """`(facet, name)` of every filter of `asked`; `("by", …)` for the names of people."""
    found = [
        (facet, labels.get(facet, {}).get(value, value)) for facet, chosen in asked.filters.items() for value in chosen
    ]
    return found + [("by", pgettext("filter: written by", "By %(name)s") % {"name": name}) for name in asked.by]


def as_kept(saved: SavedSearch) -> SearchRequest:
    """The search as it was saved, without asking whether its values still exist."""
    given = saved.parameters
    filters = {facet: tuple(given.getlist(name)) for name, facet in parameters.FACET_OF.items() if name in given}
    return SearchRequest(q=given.get("q", ""), filters=filters, by=tuple(given.getlist("by")))


def _name(text: str) -> str:
    return normalise_name(text)[:LONGEST_NAME].strip()


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
