"""A community's page for its facilitators."""

from __future__ import annotations

import csv
from collections import Counter
from typing import Any

from babel.dates import format_date
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from community import activity, moderation_queue
from community.addresses import address_of_post
from community.cards import author_name, crumbs, presentation_of, thread_row
from community.models import Community, Post
from community.rendering import plain
from community.views.moderation import community_to_moderate
from library.cards import language_facts
from library.views.opendata import BYTE_ORDER_MARK, csv_cell
from people.acts import record_act
from people.models import AdministratorAct
from search.languages import babel_locale, country_name, name_in
from search.reader import interface_language

MOST = 20
"""Rows of each list on the page."""


@login_required
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    community = community_to_moderate(request, slug)
    months = activity.months_of(community)
    by_language: Counter[str] = Counter()
    for month in months:
        by_language.update(month.posts)
    languages = [code for code, _number in by_language.most_common()]
    countries = activity.countries_of(community, request.user)
    silent = activity.silent_members(community)
    return render(
        request,
        "community/facilitating.html",
        {
            "community": community,
            "presentation": presentation_of(community),
            "counts": moderation_queue.counts_of(request.user, community),
            "unanswered": [thread_row(thread, reader=request.user) for thread in activity.unanswered(community)[:MOST]],
            "first_posts": [_first_post(post) for post in activity.first_posts(community)[:MOST]],
            "silent": list(silent[:MOST]),
            "silent_count": silent.count(),
            "languages": [_language(code) for code in languages],
            "by_month": _bars([(_month(month.first_day), month.total) for month in months]),
            "by_language": _bars([(_language(code)["name"], by_language[code]) for code in languages]),
            "countries": [
                {"name": _country(row.country), "posts": row.posts, "people": row.people} for row in countries
            ],
            "months": [
                {
                    "label": _month(month.first_day),
                    "numbers": [month.posts.get(code, 0) for code in languages],
                    "total": month.total,
                    "people": month.people,
                }
                for month in months
            ],
            "crumbs": crumbs(community),
        },
    )


def _first_post(post: Post) -> dict[str, Any]:
    return {
        "author_name": author_name(post),
        "url": address_of_post(post),
        "title": post.thread.title,
        "title_language": post.thread.language,
        "text": plain(post.html)[:160],
        "created_at": post.created_at,
    } | language_facts(post.language)


def _language(code: str) -> dict[str, str]:
    return {"code": code, "name": name_in(code, interface_language())}


def _country(code: str) -> str:
    return country_name(code, interface_language()) if code else pgettext("country of who wrote", "not told")


def _month(day: Any) -> str:
    return format_date(day, "MMM yyyy", locale=babel_locale(interface_language()))


ROW, BAR, WIDTH = 28, 16, 200
"""Of a chart, in its own units: height of a row and of its bar, length of the longest bar."""


def _bars(numbers: list[tuple[str, int]]) -> dict[str, Any]:
    most = max((number for _label, number in numbers), default=0) or 1
    rows = [
        {
            "label": label,
            "number": number,
            "y": at * ROW + (ROW - BAR) // 2,
            "text_y": at * ROW + ROW // 2,
            "width": round(number / most * WIDTH),
            "number_x": 110 + round(number / most * WIDTH),
        }
        for at, (label, number) in enumerate(numbers)
    ]
    return {"rows": rows, "height": len(rows) * ROW, "bar": BAR}


@login_required
@require_safe
def export(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """`activity.csv`, `countries.csv` or `silent.csv`, for spreadsheets."""
    community = community_to_moderate(request, slug)
    write = {"activity": _write_activity, "countries": _write_countries, "silent": _write_silent}.get(what)
    if write is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{community.slug}-{what}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    response.write(BYTE_ORDER_MARK)
    write(csv.writer(response), community, request.user)
    if what == "silent":  # who it names should be able to know
        record_act(
            AdministratorAct.Action.EXPORTED, actor=request.user, what=f"{community.slug}-{what}", request=request
        )
    return response


def _write_activity(writer: Any, community: Community, _reader: Any) -> None:
    writer.writerow(["month", "language", "posts", "people_of_month"])
    for month in activity.months_of(community):
        for language, number in sorted(month.posts.items()):
            writer.writerow([f"{month.first_day:%Y-%m}", csv_cell(language), number, month.people])


def _write_countries(writer: Any, community: Community, reader: Any) -> None:
    writer.writerow(["country", "posts", "people"])
    for row in activity.countries_of(community, reader):
        writer.writerow([csv_cell(row.country), row.posts, row.people])


def _write_silent(writer: Any, community: Community, _reader: Any) -> None:
    writer.writerow(["name", "member_since", "last_wrote"])
    for row in activity.silent_members(community).iterator():
        wrote = timezone.localtime(row.last_wrote).date().isoformat() if row.last_wrote else ""
        writer.writerow([csv_cell(row.user.name), timezone.localtime(row.since).date().isoformat(), wrote])
