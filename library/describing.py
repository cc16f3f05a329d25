"""What a practice is called elsewhere: one table of our facts in Dublin Core and schema.org.

The mapping is that of our data model (interchange): simple Dublin Core as `oai_dc` and the page's <meta> carry it
(DCMI Metadata Terms, the fifteen elements), and schema.org's `Article`. Both describe what everybody may read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation

from library.models import CasePage
from library.models.case import LICENCE_ADDRESSES, LICENCES
from library.models.sdg import GOALS
from library.practices import Practice
from search import languages
from search.models.concept import Kind
from search.normalising import without_controls

GOALS_ADDRESS = "http://metadata.un.org/sdg/"
"""The United Nations' own name of each goal, with its number."""

Absolute = Callable[[str], str]
"""An address on this site → with scheme and host, e.g. `request.build_absolute_uri`."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value of a Dublin Core element; `language` only of prose."""

    value: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is described: a practice, one of its versions (schema.org describes that), and how to write addresses."""

    practice: Practice
    page: CasePage
    absolute: Absolute

    @property
    def language(self) -> str:
        return language_of(self.page)

    def address(self, page: CasePage | None = None) -> str:
        return self.absolute((page or self.page).get_url() or "")


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of ours. `dc` and `schema` name it elsewhere; an empty value is left out."""

    ours: str
    dc: str = ""
    said: Callable[[Subject], list[Said]] | None = None
    schema: str = ""
    value: Callable[[Subject], Any] | None = None


def language_of(page: CasePage) -> str:
    return page.locale.language_code


def xml_text(text: str) -> str:
    """What XML 1.0 may hold of it (section 2.2): a title that was pasted with a control character breaks no feed."""
    return without_controls(text).replace("\ufffe", "").replace("\uffff", "")


def licence_name(page: CasePage) -> str:
    """In English: what machines keep must not depend on who asked."""
    return str(dict(LICENCES)[page.licence]) if page.licence in LICENCE_ADDRESSES else "All rights reserved"


def licence_address(page: CasePage) -> str:
    """The licence's own address; empty for "all rights reserved"."""
    return LICENCE_ADDRESSES.get(page.licence, "")


def _prose(name: str) -> Callable[[Subject], list[Said]]:
    return lambda subject: [Said(getattr(page, name), language_of(page)) for page in subject.practice.versions]


def _theme_names(subject: Subject) -> list[Said]:
    themes = subject.practice.original.themes.all()
    return [Said(row.name, row.language) for theme in themes for row in theme.names.all()]


def _tags(subject: Subject) -> list[Said]:
    return [
        Said(item.tag.name, language_of(page)) for page in subject.practice.versions for item in page.tagged_items.all()
    ]


def _places(subject: Subject) -> list[Said]:
    """Codes for machines, names in each language the practice can be read in."""
    codes = [country.pk for country in subject.practice.original.countries.all()]
    names = [
        Said(languages.country_name(code, language), language)
        for code in codes
        for language in subject.practice.languages
    ]
    return [*(Said(code) for code in codes), *names]


def place_shown(page: CasePage) -> dict[str, Any]:
    """Province, village and point as far as the case's precision lets them be told; nothing finer leaves the house."""
    found: dict[str, Any] = {}
    if page.place_precision in {"district", "village"}:
        found["province"] = page.province
    if page.place_precision == "village":
        found["village"] = page.village
        if page.latitude is not None and page.longitude is not None:
            found |= {"latitude": float(page.latitude), "longitude": float(page.longitude)}
    return {name: value for name, value in found.items() if value not in {"", None}}


def _local_places(subject: Subject) -> list[Said]:
    shown = place_shown(subject.practice.original)
    return [Said(shown[name]) for name in ("province", "village") if name in shown]


def goal_name(number: int, language: str) -> str:
    with translation.override(language):
        return str(dict(GOALS)[number])


def _topics(subject: Subject) -> list[Said]:
    """The address of the concept, and its preferred name in each language of the practice."""
    found = []
    for topic in subject.practice.original.topics.all():
        found.append(Said(topic.concept.uri))
        found += [
            Said(label.text, label.language)
            for label in topic.concept.labels.all()
            if label.kind == Kind.PREFERRED and label.language in subject.practice.languages
        ]
    return found


def _goals(subject: Subject) -> list[Said]:
    return [Said(f"{GOALS_ADDRESS}{row.number}") for row in subject.practice.original.sdgs.all()]


def _defined_terms(subject: Subject) -> list[dict[str, Any]]:
    """Themes, topics and goals; the terms of a public thesaurus by their address."""
    page = subject.practice.original
    themes = [
        {
            "@type": "DefinedTerm",
            "name": theme.name_in(subject.language),
            "termCode": theme.code,
        }
        for theme in page.themes.all()
    ]
    topics = []
    for topic in page.topics.all():
        concept = topic.concept
        names = {label.language: label.text for label in concept.labels.all() if label.kind == Kind.PREFERRED}
        term = {
            "@type": "DefinedTerm",
            "name": names.get(subject.language) or names.get("en") or concept.code,
            "termCode": concept.agrovoc or concept.code,
        }
        topics.append(term | ({"url": concept.uri} if concept.uri else {}))
    goals = [
        {
            "@type": "DefinedTerm",
            "name": goal_name(row.number, subject.language),
            "termCode": str(row.number),
            "inDefinedTermSet": GOALS_ADDRESS,
            "url": f"{GOALS_ADDRESS}{row.number}",
        }
        for row in page.sdgs.all()
    ]
    return themes + topics + goals


def _area(subject: Subject) -> list[dict[str, Any]]:
    page = subject.practice.original
    countries = [
        {
            "@type": "Country",
            "name": languages.country_name(country.pk, subject.language),
            "identifier": country.pk,
        }
        for country in page.countries.all()
    ]
    shown = place_shown(page)
    name = ", ".join(shown[part] for part in ("village", "province") if part in shown)
    place: dict[str, Any] = {"@type": "Place", "name": name} if name else {}
    if "latitude" in shown:
        point = {"@type": "GeoCoordinates", "latitude": shown["latitude"], "longitude": shown["longitude"]}
        place = {"@type": "Place", **place, "geo": point}
    return [*countries, *([place] if place else [])]


def _period(subject: Subject) -> str:
    """An ISO 8601 interval of years; `..` is still going on."""
    page = subject.practice.original
    return f"{page.since_year}/{page.until_year or '..'}" if page.since_year else ""


def _references(subject: Subject) -> list[Said]:
    return [Said(row.url or row.title) for row in subject.practice.original.references.all()]


def _citations(subject: Subject) -> list[dict[str, Any]]:
    found = []
    for row in subject.practice.original.references.all():
        facts = {
            "name": row.title,
            "author": row.authors,
            "datePublished": str(row.year or ""),
            "url": row.url,
            "inLanguage": row.language,
        }
        found.append({"@type": "CreativeWork"} | {name: value for name, value in facts.items() if value})
    return found


def _names_elsewhere(subject: Subject) -> list[str]:
    """The original's title and the name where the practice comes from, beside the title of this version."""
    original = subject.practice.original
    names = [original.title, original.local_name]
    return [name for name in dict.fromkeys(names) if name and name != subject.page.title]


def _identifiers(subject: Subject) -> list[dict[str, str]]:
    page = subject.practice.original
    found = {"code": page.code, "doi": page.doi}
    return [{"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in found.items() if value]


def _iso(moment: Any) -> str:
    return moment.isoformat(timespec="seconds") if hasattr(moment, "hour") else moment.isoformat() if moment else ""


def _translations(subject: Subject) -> list[dict[str, str]]:
    if subject.page.pk != subject.practice.original.pk:
        return []
    return [_reference(subject, page) for page in subject.practice.versions[1:]]


def _translation_of(subject: Subject) -> dict[str, str] | None:
    original = subject.practice.original
    return None if subject.page.pk == original.pk else _reference(subject, original)


def _reference(subject: Subject, page: CasePage) -> dict[str, str]:
    return {
        "@type": "Article",
        "@id": subject.address(page),
        "name": page.title,
        "inLanguage": language_of(page),
    }


def _one_language(name: str) -> Callable[[Subject], str]:
    return lambda subject: getattr(subject.page, name)


MAPPING = (
    Row("title", "title", _prose("title"), "name", _one_language("title")),
    Row(
        "local name",
        "title",
        lambda s: [Said(s.practice.original.local_name, s.practice.original.local_name_language)],
        "alternateName",
        _names_elsewhere,
    ),
    Row("definition", "description", _prose("summary"), "abstract", _one_language("summary")),
    Row(
        "who publishes it",
        "publisher",
        lambda s: [Said(settings.SITE_NAME)],
        "publisher",
        lambda s: {"@type": "Organization", "name": settings.SITE_NAME, "url": s.absolute("/")},
    ),
    Row(
        "project that paid",
        "contributor",
        lambda s: [Said(s.practice.original.funding_project)],
        "funding",
        lambda s: (
            s.practice.original.funding_project and {"@type": "Grant", "name": s.practice.original.funding_project}
        ),
    ),
    Row("themes (in schema.org with topics and goals)", "subject", _theme_names, "about", _defined_terms),
    Row(
        "tags",
        "subject",
        _tags,
        "keywords",
        lambda s: [item.tag.name for item in s.page.tagged_items.all()],
    ),
    Row("topics", "subject", _topics),
    Row("goals", "subject", _goals),
    Row("countries, place", "coverage", _places, "spatialCoverage", _area),
    Row("place", "coverage", _local_places),
    Row("years", schema="temporalCoverage", value=_period),
    Row(
        "date",
        "date",
        lambda s: [Said(_iso(s.practice.published_on))],
        "datePublished",
        lambda s: _iso(s.practice.published_on),
    ),
    Row("last change", schema="dateModified", value=lambda s: _iso(s.page.last_published_at)),
    Row("kind", "type", lambda s: [Said("Text")]),
    Row("format", "format", lambda s: [Said("text/html")]),
    Row(
        "languages",
        "language",
        lambda s: [Said(language) for language in s.practice.languages],
        "inLanguage",
        lambda s: s.language,
    ),
    Row("its translations", schema="workTranslation", value=_translations),
    Row("its original", schema="translationOfWork", value=_translation_of),
    Row(
        "licence",
        "rights",
        lambda s: [Said(licence_name(s.practice.original)), Said(licence_address(s.practice.original))],
        "license",
        lambda s: licence_address(s.page) or licence_name(s.page),
    ),
    Row("code", "identifier", lambda s: [Said(s.practice.code)], "identifier", _identifiers),
    Row("DOI", "identifier", lambda s: [Said(s.practice.original.doi_url)], "sameAs", lambda s: s.page.doi_url),
    Row(
        "addresses",
        "identifier",
        lambda s: [Said(s.address(page)) for page in s.practice.versions],
        "url",
        lambda s: s.address(),
    ),
    Row("references", "relation", _references, "citation", _citations),
)


def dublin_core(practice: Practice, absolute: Absolute) -> list[tuple[str, Said]]:
    """(element, value) of the practice in all its public languages, in the order of the mapping, nothing twice."""
    subject = Subject(practice, practice.original, absolute)
    found = [(row.dc, said) for row in MAPPING if row.said is not None for said in row.said(subject) if said.value]
    return list(dict.fromkeys(found))


def schema_org(practice: Practice, page: CasePage, absolute: Absolute) -> dict[str, Any]:
    """JSON-LD of one version, which is one of `practice.versions`."""
    subject = Subject(practice, page, absolute)
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": subject.address(),
        "isAccessibleForFree": True,
    }
    for row in MAPPING:
        if row.value is not None and (value := row.value(subject)):
            described[row.schema] = value
    return described
