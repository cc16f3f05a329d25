"""`/api/v1/cases`: practices in all their languages, for programs. The contract is in docs/api.md."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.decorators import decorate_view

from library import choosing
from library.citing import FORMATS
from library.describing import Absolute, language_of, licence_address, licence_name, place_shown
from library.exporting import main_facts_of, main_prose_of
from library.models import CasePage, Disclosure
from library.models.case import slug_for
from library.openness import open_data
from library.practices import Practice, changes_of, keys_of, originals, practice_coded, practices, public_cases
from search.api import BadParameters
from search.models.concept import Kind

router = Router(tags=["cases"])

PAGE_SIZE, LARGEST_PAGE = 50, 100


class Licence(Schema):
    code: str = Field(examples=["CC-BY-4.0"])
    name: str = Field(examples=["CC BY 4.0"])
    url: str | None = Field(examples=["https://creativecommons.org/licenses/by/4.0/"])


class VersionInList(Schema):
    """A practice in one language."""

    language: str = Field(examples=["th"])
    title: str = Field(examples=["น้ำผึ้งป่าห้วยหินลาดใน"])
    summary: str
    url: str = Field(description="Where people read it.")


class Section(Schema):
    name: str = Field(examples=["practice"])
    text: str = Field(description="Plain text, paragraphs split by blank lines.")


class BuildingBlock(Schema):
    """A part that others may take over."""

    title: str
    what: str
    conditions: str = Field(description="What it needs.")
    lesson: str
    is_reusable: bool | None


class Version(VersionInList):
    sections: list[Section]
    tags: list[str]
    building_blocks: list[BuildingBlock]
    citation: str = Field(description="How to cite this version.")
    changed_at: str | None = Field(description="When this version was last published.")


class CaseInList(Schema):
    """A practice: what is the same in all its languages, and how it is called in each."""

    code: str = Field(examples=["AP-TH-2012-001"])
    url: str = Field(description="This practice in the API.")
    original_language: str = Field(examples=["th"])
    themes: list[str] = Field(examples=[["natural-resources"]])
    countries: list[str] = Field(description="ISO 3166-1, two letters.", examples=[["TH"]])
    evidence: str | None = Field(examples=["promising"])
    published_on: str | None = Field(description="Of the practice's first publication.", examples=["2012-11-20"])
    licence: Licence
    changed_at: str | None = Field(description="When anything of it changed last, in any language.")
    versions: list[VersionInList] = Field(description="The original first.")


class Place(Schema):
    """Where in the country; of it only what the case's precision lets be told."""

    province: str | None = None
    village: str | None = None
    latitude: float | None = Field(None, description="WGS 84, degrees north.")
    longitude: float | None = Field(None, description="WGS 84, degrees east.")


class Topic(Schema):
    """A concept of the thesaurus."""

    code: str
    uri: str | None = Field(examples=["http://aims.fao.org/aos/agrovoc/c_3654"])
    labels: dict[str, str] = Field(description="Language → preferred name.")


class Reference(Schema):
    title: str
    authors: str
    year: int | None
    url: str | None
    language: str | None


class Case(CaseInList):
    doi: str | None = Field(examples=["10.1234/abcd"])
    local_name: str | None = Field(description="What it is called where it comes from.")
    place: Place
    since_year: int | None
    until_year: int | None
    topics: list[Topic]
    sdgs: list[int] = Field(description="Numbers of the Sustainable Development Goals.", examples=[[2, 5]])
    references: list[Reference]
    funding_project: str | None
    versions: list[Version] = Field(description="The original first.")  # type: ignore[assignment]
    formats: dict[str, str] = Field(description="Address of the same practice as citation and as JSON-LD.")


class Cases(Schema):
    results: list[CaseInList]
    next: str | None = Field(description="Address of the next page, or null.")


class NotThere(Schema):
    detail: str


def _parameter(name: str, description: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    texts = {"type": "array", "items": {"type": "string"}}
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema or texts}


_PARAMETERS = [
    _parameter("theme", "Only this theme, by its code; given twice, either. So are all down to evidence."),
    _parameter("country", "Only this country, by its ISO 3166-1 code of two letters."),
    _parameter("lang", "Only practices that can be read in this language."),
    _parameter("tag", "Only with this tag."),
    _parameter("evidence", "Only with this level of evidence."),
    _parameter("changed_since", "Only what changed at this time or later.", {"type": "string", "format": "date-time"}),
    _parameter("after", "Only codes after this one: what `next` has.", {"type": "string"}),
    _parameter("page_size", "", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}),
]


@router.get(
    "cases",
    response={200: Cases, 422: BadParameters},
    summary="Practices, by code",
    operation_id="cases",
    openapi_extra={"parameters": _PARAMETERS},
)
@decorate_view(open_data)
def cases(request: HttpRequest) -> Status[Any]:
    """What everybody may read. Follow `next` until it is null: nothing is left out or repeated while cases come and
    go."""
    chosen, problems = choosing.read(request.GET)
    since = _moment(request.GET.get("changed_since", ""), problems)
    size = _size(request.GET.get("page_size", ""), problems)
    if problems:
        detail = [{"loc": ["query", one.parameter], "msg": one.message, "type": one.type} for one in problems]
        return Status(422, {"detail": detail})
    public = public_cases()
    found = originals(public, choosing.narrowed(public, chosen))
    if since:
        found = found.filter(slug__in=Disclosure.objects.filter(changed_at__gte=since).values("slug"))
    after = slug_for(request.GET.get("after", ""))
    if after:
        found = found.filter(slug__gt=after)
    page = list(found.only("translation_key", "slug", "code")[: size + 1])
    more = page[size:]
    listed = practices(keys_of(page[:size]))
    changes = changes_of(listed)
    absolute = request.build_absolute_uri
    return Status(
        200,
        {
            "results": [_in_list(practice, changes.get(practice.code), absolute) for practice in listed],
            "next": absolute(f"{request.path}?{_question(request, page[size - 1])}") if more else None,
        },
    )


@router.get(
    "cases/{code}",
    response={200: Case, 404: NotThere, 410: NotThere},
    summary="One practice in all its languages",
    operation_id="case",
)
@decorate_view(open_data)
def case(request: HttpRequest, code: str) -> Status[Any]:
    """410: it was public once."""
    practice = practice_coded(code)
    if practice is not None:
        return Status(200, _in_full(practice, request.build_absolute_uri))
    if Disclosure.objects.filter(slug=slug_for(code)).exists():
        return Status(410, {"detail": _("This practice is no longer public.")})
    return Status(404, {"detail": _("There is no practice with this code.")})


def _question(request: HttpRequest, last: CasePage) -> str:
    pairs = [(name, value) for name, values in request.GET.lists() if name != "after" for value in values]
    return urlencode([*pairs, ("after", last.slug)])


def _moment(raw: str, problems: list[choosing.Problem]) -> datetime | None:
    """An ISO 8601 date or time; UTC unless it says otherwise."""
    if not raw.strip():
        return None
    try:
        day = parse_date(raw.strip())
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else parse_datetime(raw.strip())
    except ValueError:
        moment = None
    if moment is None:
        sentence = _("This must be a date or a time, such as 2026-11-25 or 2026-11-25T08:00:00Z.")
        problems.append(choosing.Problem("changed_since", sentence, "datetime_parsing"))
        return None
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)


def _size(raw: str, problems: list[choosing.Problem]) -> int:
    if not raw.strip():
        return PAGE_SIZE
    if raw.strip().isascii() and raw.strip().isdigit() and 1 <= int(raw.strip()[:4]) <= LARGEST_PAGE:
        return int(raw.strip())
    sentence = _("This must be a number from 1 to %(most)s.") % {"most": LARGEST_PAGE}
    problems.append(choosing.Problem("page_size", sentence, "int_parsing"))
    return PAGE_SIZE


def _in_list(practice: Practice, changed_at: datetime | None, absolute: Absolute) -> dict[str, Any]:
    facts = main_facts_of(practice.original)
    return {
        "code": practice.code,
        "url": absolute(f"/api/v1/cases/{practice.code}"),
        "original_language": practice.languages[0],
        "themes": facts["themes"],
        "countries": facts["countries"],
        "evidence": facts["evidence"] or None,
        "published_on": facts["published_on"].isoformat() if facts["published_on"] else None,
        "licence": {
            "code": facts["licence"],
            "name": licence_name(practice.original),
            "url": licence_address(practice.original) or None,
        },
        "changed_at": _iso(changed_at),
        "versions": [_version_in_list(page, absolute) for page in practice.versions],
    }


def _version_in_list(page: CasePage, absolute: Absolute) -> dict[str, Any]:
    return {
        "language": language_of(page),
        "title": page.title,
        "summary": page.summary,
        "url": absolute(page.get_url() or ""),
    }


def _in_full(practice: Practice, absolute: Absolute) -> dict[str, Any]:
    own = f"/api/v1/cases/{practice.code}"
    return _in_list(practice, changes_of([practice]).get(practice.code), absolute) | {
        **_template(practice.original),
        "formats": {ending: absolute(f"{own}.{ending}") for ending in (*FORMATS, "jsonld")},
        "versions": [_version(page, absolute) for page in practice.versions],
    }


def _template(page: CasePage) -> dict[str, Any]:
    return {
        "doi": page.doi or None,
        "local_name": page.local_name or None,
        "place": place_shown(page),
        "since_year": page.since_year,
        "until_year": page.until_year,
        "topics": [
            {
                "code": topic.concept.code,
                "uri": topic.concept.uri or None,
                "labels": {
                    label.language: label.text
                    for label in topic.concept.labels.all()
                    if label.kind == Kind.PREFERRED and label.language in settings.LANGUAGE_CODES
                },
            }
            for topic in page.topics.all()
        ],
        "sdgs": [row.number for row in page.sdgs.all()],
        "references": [
            {
                "title": row.title,
                "authors": row.authors,
                "year": row.year,
                "url": row.url or None,
                "language": row.language or None,
            }
            for row in page.references.all()
        ],
        "funding_project": page.funding_project or None,
    }


def _version(page: CasePage, absolute: Absolute) -> dict[str, Any]:
    prose = main_prose_of(page)
    return _version_in_list(page, absolute) | {
        "sections": [{"name": section.name, "text": section.text} for section in prose["sections"]],
        "tags": prose["tags"],
        "building_blocks": [
            {
                "title": block.title,
                "what": block.what,
                "conditions": block.conditions,
                "lesson": block.lesson,
                "is_reusable": block.is_reusable,
            }
            for block in page.building_blocks.all()
        ],
        "citation": page.suggested_citation(),
        "changed_at": _iso(page.last_published_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
