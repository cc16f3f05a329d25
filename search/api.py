"""`GET /api/v1/search`: the search page for programs. The contract is in docs/api.md; others rely on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from . import away, parameters
from .engines.base import EngineUnavailable
from .querying import Facet, Results, find
from .reader import reading_language
from .suggestions import suggestions

router = Router(tags=["search"])

_SUGGESTIONS_KEPT = 60  # seconds


class Elsewhere(Schema):
    language: str = Field(examples=["en"])
    title: str
    url: str


class Found(Schema):
    """One document, in one language."""

    type: str = Field(description="Kind of document: case, thread, page.", examples=["case"])
    id: int = Field(description="Unique within its type.", examples=[12])
    code: str | None = Field(description="Names a case across languages; null for what has none.")
    language: str = Field(examples=["th"])
    title: str = Field(description="Plain text.", examples=["น้ำผึ้งป่าห้วยหินลาดใน"])
    url: str = Field(
        description="Path on this site, in the document's language.", examples=["/th/library/AP-TH-2012-001/"]
    )
    excerpt: str = Field(
        description="HTML: everything is escaped except <mark> around what was looked for.",
        examples=["…ชุมชนเก็บ<mark>น้ำผึ้ง</mark>จากป่า…"],
    )
    excerpt_language: str = Field(description="Of the text that is quoted; perhaps another version's.", examples=["th"])
    quoted: str | None = Field(description="Who wrote what is quoted from a conversation.")
    score: float = Field(description="Comparable within one answer only.", examples=[12.3])
    also_in: list[Elsewhere] = Field(description="The other language versions of the same thing.")


class FacetCount(Schema):
    """A value that narrows the results, and how many there are with it (all other filters kept)."""

    value: str = Field(examples=["case"])
    label: str = Field(description="In the language of the request.", examples=["Cases"])
    count: int = Field(examples=[2])


class Facets(Schema):
    type: list[FacetCount]
    language: list[FacetCount]
    theme: list[FacetCount]
    country: list[FacetCount]
    tag: list[FacetCount]
    evidence: list[FacetCount]
    year: list[FacetCount]
    community: list[FacetCount]


class Expanded(Schema):
    """Something that was looked for with the question. `without` in the next request takes it away."""

    text: str = Field(examples=["ป่าชุมชน"])
    language: str = Field(examples=["th"])
    origin: str = Field(description="thesaurus, lexicon, name or translator.", examples=["thesaurus"])
    of: str = Field(description="The words of the question it stands for.", examples=["community forest"])


class SearchAnswer(Schema):
    """One page of results. Without `q`: everything, newest first."""

    count: int = Field(description="Documents found, on all pages.", examples=[3])
    page: int = Field(examples=[1])
    pages: int = Field(description="At least 1.", examples=[1])
    results: list[Found]
    facets: Facets
    did_you_mean: str | None = Field(description="A better spelling of the question, or null.")
    expanded_with: list[str] = Field(description="Terms in other languages that were looked for, too.")
    expansions: list[Expanded] = Field(description="The same, with where each is from.")


class ParameterProblem(Schema):
    loc: list[str] = Field(examples=[["query", "lang"]])
    msg: str = Field(examples=["This site has no content in the language “xx”."])
    type: str = Field(examples=["unknown_value"])


class BadParameters(Schema):
    """What cannot be answered, parameter by parameter."""

    detail: list[ParameterProblem]


class Unavailable(Schema):
    detail: str = Field(examples=["Search is being prepared. Please try again in a minute."])


def _parameter(name: str, description: str, schema: dict[str, Any], example: Any = None) -> dict[str, Any]:
    found = {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
    return found if example is None else {**found, "example": example}


_TEXTS = {"type": "array", "items": {"type": "string"}}
_PARAMETERS = [
    _parameter(
        "q",
        'Any of these words, the best match first. `"a phrase"`, `-unwanted`; `lang:`, `type:`, `by:`, `in:`, `theme:`,'
        " `country:`, `tag:`, `evidence:`, `year:` before a value are the parameters below.",
        {"type": "string", "maxLength": 2000, "default": ""},
        "น้ำผึ้งป่า",
    ),
    _parameter("lang", "Only documents in this language; without it, one version of everything.", _TEXTS, ["th"]),
    _parameter("type", "Only this kind; given twice, either. So are all that follow but sort.", _TEXTS, ["case"]),
    _parameter("theme", "Only this theme, by its code.", _TEXTS),
    _parameter("country", "Only this country, by its ISO 3166-1 code of two letters.", _TEXTS, ["TH"]),
    _parameter("tag", "Only this tag.", _TEXTS),
    _parameter("evidence", "Only cases with this level of evidence.", _TEXTS),
    _parameter("year", "Only what is dated in this year.", _TEXTS, ["2014"]),
    _parameter("in", "Only conversations in this community, by its slug.", _TEXTS),
    _parameter("by", "Only what somebody of this name wrote.", _TEXTS),
    _parameter("without", "Do not look for this expansion of the question.", _TEXTS),
    _parameter("expand", "`no`: look for nothing but what was typed.", {"type": "string", "enum": ["yes", "no"]}),
    _parameter("sort", "", {"type": "string", "enum": ["relevance", "date"], "default": "relevance"}),
    _parameter("page", "page × page_size may be 10,000 at most.", {"type": "integer", "minimum": 1, "default": 1}),
    _parameter("page_size", "", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
]


# The parameters are read by `parameters.read`, as those of the page are: its messages are in the reader's language.
@router.get(
    "search",
    response={200: SearchAnswer, 422: BadParameters, 503: Unavailable},
    summary="Search cases, threads and pages",
    operation_id="search",
    openapi_extra={"parameters": _PARAMETERS},
)
def search(request: HttpRequest, response: HttpResponse) -> Status[Any]:
    """Finds what the person (or nobody) who asks may read. Empty parameters count as not given.

    A thing in several languages is one result: its version in the language of `Accept-Language`, or of `lang`; without
    either, the version that has the words.
    """
    asked, problems = parameters.read(request.GET, user=request.user)
    if problems:
        detail = [
            {"loc": ["query", problem.parameter], "msg": problem.message, "type": problem.type} for problem in problems
        ]
        return Status(422, {"detail": detail})
    try:
        found = find(
            asked,
            user=request.user,
            language=reading_language(),
            link_language=_link_language(asked.filters),
            # A program that does not say what its reader reads gets the version that has the words.
            any_version="Accept-Language" not in request.headers,
        )
    except EngineUnavailable as unavailable:
        return _unavailable(unavailable, response)
    return Status(200, _answer(found))


def _unavailable(unavailable: EngineUnavailable, response: HttpResponse) -> Status[Any]:
    response["Retry-After"] = str(away.RETRY_AFTER)
    return Status(503, {"detail": away.said(unavailable).detail})


def _link_language(filters: Any) -> str | None:
    chosen = filters.get("language", ())
    return chosen[0] if len(chosen) == 1 else None


def _answer(found: Results) -> dict[str, Any]:
    return {
        "count": found.count,
        "page": found.page,
        "pages": found.pages,
        "results": [
            {
                "type": result.type,
                "id": result.id,
                "code": result.code or None,
                "language": result.language,
                "title": result.title,
                "url": result.url,
                "excerpt": str(result.excerpt_html),
                "excerpt_language": result.excerpt_language,
                "quoted": result.quoted or None,
                "score": round(result.score, 4),
                "also_in": [
                    {"language": other.language, "title": other.title, "url": other.url} for other in result.also_in
                ],
            }
            for result in found.results
        ],
        "facets": {facet.field: _counts(facet) for facet in found.facets},
        "did_you_mean": found.did_you_mean,
        "expanded_with": list(found.expanded_with),
        "expansions": [
            {"text": one.text, "language": one.language, "origin": one.origin, "of": one.of} for one in found.expansions
        ],
    }


def _counts(facet: Facet) -> list[dict[str, Any]]:
    return [{"value": value.value, "label": value.label, "count": value.count} for value in facet.values]


class Suggested(Schema):
    """What begins like that: a title leads to `url`, the others are questions."""

    kind: str = Field(description="title, term, tag or person.", examples=["title"])
    text: str = Field(examples=["น้ำผึ้งป่าห้วยหินลาดใน"])
    language: str = Field(examples=["th"])
    q: str = Field(description="The question to ask.", examples=["น้ำผึ้งป่าห้วยหินลาดใน"])
    url: str | None
    type: str | None = Field(description="Kind of document, of a title.", examples=["case"])


class Suggestions(Schema):
    suggestions: list[Suggested]


@router.get(
    "suggest",
    response={200: Suggestions, 503: Unavailable},
    summary="Titles, terms, tags and people that begin like this",
    operation_id="suggest",
)
def suggest(request: HttpRequest, response: HttpResponse, q: str = "") -> Status[Any]:
    """For the box in which somebody types: from what the person (or nobody) who asks may read."""
    try:
        found = suggestions(q[: parameters.LONGEST_QUESTION], user=request.user, language=reading_language())
    except EngineUnavailable as unavailable:
        return _unavailable(unavailable, response)
    # Their own browser may keep it for the letters that are typed, taken back and typed again; nobody in between may.
    response["Cache-Control"] = f"private, max-age={_SUGGESTIONS_KEPT}"
    rows = [
        {
            "kind": one.kind,
            "text": one.text,
            "language": one.language,
            "q": one.q,
            "url": one.url or None,
            "type": one.type or None,
        }
        for one in found
    ]
    return Status(200, {"suggestions": rows})
