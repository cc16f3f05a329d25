"""The pages that every site has, made once a test process and put back as rows for each test that asks for them.

Making them takes a thousand queries; most tests begin with them. Rows are put back only where the tables hold what they
held before they were made; else they are made as a site makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from wagtail.models import Page, Site

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The tables that making the outline changes: name → rows."""

    before: dict[str, Rows]
    after: dict[str, Rows]


_kept: dict[tuple[str, ...], _Kept] = {}
"""Languages of the site → what was made for them."""


def _rows(table: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return sorted(cursor.fetchall(), key=repr)


def _put(table: str, rows: Rows) -> None:
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name}")  # noqa: S608
        if rows:
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608


def _made() -> _Kept:
    from cms.outline import ensure_outline

    # The tables inside SQLite's full-text table are written by its triggers.
    tables = [table for table in connection.introspection.table_names() if "_fts" not in table]
    before = {table: _rows(table) for table in tables}
    ensure_outline()
    after = {table: _rows(table) for table in tables}
    changed = [table for table in tables if after[table] != before[table]]
    return _Kept({table: before[table] for table in changed}, {table: after[table] for table in changed})


def put_back_what_migrations_made() -> None:
    """A test that ended transactions has emptied every table; the next one that asks for them gets them back. This is
    for whoever is no test."""
    if not Site.objects.exists():
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


def ensure() -> None:
    """The outline is there."""
    from cms.outline import ensure_outline

    languages = tuple(settings.LANGUAGE_CODES)
    kept = _kept.get(languages)
    if kept and all(_rows(table) == rows for table, rows in kept.before.items()):
        with connection.constraint_checks_disabled():
            for table, rows in kept.after.items():
                _put(table, rows)
        Site.clear_site_root_paths_cache()
    elif Page.objects.count() <= 2:  # as Wagtail's migrations leave it
        _kept[languages] = _made()
    else:
        ensure_outline()
