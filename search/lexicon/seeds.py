"""Pairs of short texts that are on every installation: catalogues of the installed packages, CLDR, the thesaurus."""

from __future__ import annotations

import gettext
import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import django
from babel import Locale
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.utils.translation import to_locale

from search.languages import babel_locale
from search.models import ConceptLabel, Kind

LONGEST = 200
"""Letters of a message: longer ones are instructions, and say little about single words."""

_placeholder = re.compile(r"%\([^)]*\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[\d$.]*[sdif]|\{[^}]*\}|<[^>]*>|&(?=[^\W_])")
NAMES = ("territories", "languages", "scripts", "currencies")
_DATES = ("months", "days", "quarters")

# Chinese catalogues are named by their script, or by the country of its readers.
_OTHER_FOLDERS = {"zh": ("zh_Hans", "zh_CN"), "zh_Hans": ("zh_CN", "zh"), "zh_Hant": ("zh_TW", "zh_HK"), "no": ("nb",)}


def pairs(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Every short pair of texts in two languages, in a fixed order, each once."""
    found: dict[tuple[str, str], None] = {}
    for pair in (*labels(source, target), *messages(source, target), *names(source, target)):
        if all(pair) and pair[0].casefold() != pair[1].casefold():
            found[pair] = None
    yield from found


def messages(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Messages of the installed packages and of our own catalogues, without placeholders and markup."""
    here, there = _catalogue(source), _catalogue(target)
    for message in there if source.startswith("en") else here:
        # The message itself is English.
        one = here.get(message) or (message if source.startswith("en") else "")
        other = there.get(message) or (message if target.startswith("en") else "")
        if one and other and len(message) <= LONGEST:
            yield _plain(one), _plain(other)


def names(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Countries, languages, scripts, currencies, cities, months, days and units as CLDR has them."""
    here, there = babel_locale(source), babel_locale(target)
    if here == there:
        return
    for kind in NAMES:
        yield from named(kind, source, target)
    yield from cities(source, target)
    for kind in _DATES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                yield from _both(getattr(here, kind)[context][width], getattr(there, kind)[context][width])
    one, other = here._data["unit_display_names"], there._data["unit_display_names"]
    for unit in sorted(one.keys() & other.keys()):
        yield from _both(one[unit], other[unit])


def named(kind: str, source: str, target: str) -> Iterator[tuple[str, str]]:
    """One of NAMES in both languages."""
    yield from _both(getattr(babel_locale(source), kind), getattr(babel_locale(target), kind))


def cities(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Cities that time zones are named after: the English name is the zone's own."""
    here, there = babel_locale(source), babel_locale(target)
    for zone in sorted({*here.time_zones, *there.time_zones}):
        one, other = _city(here, zone), _city(there, zone)
        if one and other:
            yield one, other


def labels(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Preferred labels of the thesaurus, and other ones; those that an editor refused not."""
    rows = (
        ConceptLabel.objects.filter(language__in=(source, target), kind__in=(Kind.PREFERRED, Kind.ALTERNATIVE))
        .order_by("concept_id", "sort_order", "pk")
        .values_list("concept_id", "language", "text")
    )
    by_concept: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for concept, language, text in rows.iterator():
        by_concept[concept][language].append(text)
    for found in by_concept.values():
        for one in found[source]:
            for other in found[target]:
                yield one, other


def _both(here: Mapping[Any, str], there: Mapping[Any, str]) -> Iterator[tuple[str, str]]:
    for key in sorted(here.keys() & there.keys(), key=str):
        yield here[key], there[key]


def _city(locale: Locale, zone: str) -> str:
    known = locale.time_zones.get(zone, {}).get("city", "")
    return known or (zone.rpartition("/")[2].replace("_", " ") if locale.language == "en" else "")


def _plain(message: str) -> str:
    return " ".join(html.unescape(_placeholder.sub(" ", message)).split())


@lru_cache(maxsize=32)
def _catalogue(language: str) -> dict[str, str]:
    """English message → translation, of every installed app and of the site; the first that has a message counts."""
    found: dict[str, str] = {}
    if language.startswith("en"):
        return found
    locale = to_locale(language)
    folders = [*settings.LOCALE_PATHS, *(Path(app.path) / "locale" for app in apps.get_app_configs())]
    folders.append(Path(django.__file__).parent / "conf" / "locale")
    for folder in folders:
        for name in (locale, *_OTHER_FOLDERS.get(locale, ())):
            for path in sorted((Path(folder) / name / "LC_MESSAGES").glob("*.[mp]o")):
                for message, translation in _messages(path):
                    found.setdefault(message, translation)
    return found


def _messages(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix == ".po":
        # A checkout has sources, an installation what was made of them: not both.
        if path.with_suffix(".mo").exists():
            return
        with path.open("rb") as file:
            for entry in read_po(file, ignore_obsolete=True):
                if isinstance(entry.id, str) and isinstance(entry.string, str) and not entry.fuzzy and entry.id:
                    yield entry.id, entry.string
        return
    with path.open("rb") as file:
        catalogue: dict[Any, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    for message, translation in sorted(catalogue.items(), key=str):
        text = message[0] if isinstance(message, tuple) else message
        yield text.rpartition("\x04")[2], translation  # what stands before is the context
