"""Open data as files: all cases as CSV and JSON lines, one case as a citation or as JSON-LD."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from library import choosing
from library.citing import FORMATS, citation
from library.describing import Absolute, licence_address, schema_org
from library.exporting import export_cases, export_line, pages_to_export
from library.lines import write_line
from library.models import CasePage
from library.models.case import CaseQuerySet
from library.openness import open_data, stamped
from library.practices import Practice, practice_coded, public_cases

COLUMNS = (
    "code", "language", "title", "summary", "body", "themes", "countries", "tags", "evidence", "published_on",
    "licence", "licence_url", "url",
)  # fmt: skip
BYTE_ORDER_MARK = "\ufeff"
"""Excel takes a CSV file without it for the computer's old encoding, and Thai turns into gibberish."""
_STARTS_A_FORMULA = tuple("=+-@\t\r＝＋－＠")


def _chosen(request: HttpRequest) -> tuple[CaseQuerySet, HttpResponse | None]:
    """The public versions that were asked for, or what is wrong with the question."""
    chosen, problems = choosing.read(request.GET)
    if problems:
        detail = [{"loc": ["query", one.parameter], "msg": one.message, "type": one.type} for one in problems]
        return CasePage.objects.none(), JsonResponse({"detail": detail}, status=422)
    return choosing.narrowed(public_cases(), chosen), None


def _stream(parts: Iterator[str], request: HttpRequest, *, name: str, content_type: str) -> HttpResponseBase:
    response = StreamingHttpResponse((part.encode() for part in parts), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return stamped(response, request)


@open_data
@require_safe
def cases_jsonl(request: HttpRequest) -> HttpResponseBase:
    """Exactly the lines of `manage.py export_cases`, those that were asked for."""
    cases, refusal = _chosen(request)
    lines = (write_line(line) + "\n" for line in export_cases(user=AnonymousUser(), among=cases))
    return refusal or _stream(lines, request, name="cases.jsonl", content_type="application/jsonl; charset=utf-8")


@open_data
@require_safe
def cases_csv(request: HttpRequest) -> HttpResponseBase:
    """A row a language version, for spreadsheets."""
    cases, refusal = _chosen(request)
    rows = csv_lines(pages_to_export(user=AnonymousUser(), among=cases), request.build_absolute_uri)
    return refusal or _stream(rows, request, name="cases.csv", content_type="text/csv; charset=utf-8; header=present")


class _Line:
    """What csv.writer writes to: it gives back the line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(pages: Iterable[CasePage], absolute: Absolute) -> Iterator[str]:
    """RFC 4180, after a byte order mark; lists are joined with `; `."""
    writer: Any = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    for page in pages:
        row = export_line(page) | {"licence_url": licence_address(page), "url": absolute(page.get_url() or "")}
        yield writer.writerow([csv_cell(row.get(column)) for column in COLUMNS])


def csv_cell(value: Any) -> str:
    """A spreadsheet must not run what somebody wrote: an apostrophe makes a formula text (OWASP, CSV injection)."""
    text = "; ".join(value) if isinstance(value, list) else str(value or "")
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _practice(code: str) -> Practice:
    found = practice_coded(code)
    if found is None:
        raise Http404
    return found


@open_data
@require_safe
def cite(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """A citation of the version in `lang`, else of the original."""
    practice = _practice(code)
    form = FORMATS[ending]
    page = practice.version(request.GET.get("lang", ""))
    response = HttpResponse(
        form.write(citation(practice, page, request.build_absolute_uri)), content_type=form.content_type
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{practice.code}.{ending}"'
    return response


@open_data
@require_safe
def json_ld(request: HttpRequest, code: str) -> HttpResponse:
    """schema.org, of the version in `lang`, else of the original."""
    practice = _practice(code)
    described = schema_org(practice, practice.version(request.GET.get("lang", "")), request.build_absolute_uri)
    return HttpResponse(
        json.dumps(described, ensure_ascii=False, indent=1) + "\n", content_type="application/ld+json; charset=utf-8"
    )
