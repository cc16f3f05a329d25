"""The file that people get of their own data: a zip of JSON and files, as the tables of every app say it.

A table a file, read and written piece by piece: somebody with a hundred thousand posts needs no more memory than
somebody with one. Only rows that name the person stand in it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from privacy import registry
from privacy.decisions import Table
from search.reader import interface_language_for

AT_ONCE = 500
"""Rows in memory."""
_ACCOUNT = ("id", "name", "email", "language", "date_joined", "last_login", "is_active", "is_staff", "agreed_to")


@dataclass(slots=True)
class _Part:
    """One file of the zip, for its table of contents."""

    name: str
    what: Any
    rows: int
    missing: list[str] = field(default_factory=list)
    """Files that were no longer where they should be."""


def write_archive(person: Any, to: IO[bytes], *, language: str) -> None:
    """Write the zip of `person` into `to`.

    :param language: of its table of contents; what people wrote stays as they wrote it
    """
    with ZipFile(to, "w", ZIP_DEFLATED) as archive:
        account = {name: getattr(person, name) for name in _ACCOUNT}
        archive.writestr("account.json", _json(account))
        parts = [_Part("account.json", _("Your account"), 1)]
        parts += [
            part
            for table in registry.tables()
            if table.gives or table.files
            for part in _written(table, person, archive)
        ]
        with translation.override(interface_language_for(language)):
            context = {
                "person": person,
                "parts": parts,
                "missing": [name for part in parts for name in part.missing],
                "made_at": timezone.now(),
                "site_name": settings.SITE_NAME,
                "base_url": settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
                "language": interface_language_for(language),
            }
            archive.writestr("index.html", render_to_string("people/archive/index.html", context))
            archive.writestr("README.txt", render_to_string("people/archive/readme.txt", context).strip() + "\n")


def name_of(table: Table) -> str:
    """`community/post.author.json`: the column stands in it, as some tables point to people in several ways."""
    app, model = table.model.lower().split(".")
    return f"{app}/{model}.{table.person}.json"


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, timezone.localtime().timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return entry


def _written(table: Table, person: Any, archive: ZipFile) -> Iterator[_Part]:
    """Write what `table` has of `person`; nothing, and no file, where it has nothing."""
    number = 0
    rows = _rows(table, person)
    first = next(rows, None)
    if first is None:
        return
    with archive.open(_entry(name_of(table)), "w", force_zip64=True) as file:
        row: dict[str, Any] | None = first
        while row is not None:
            file.write((b",\n" if number else b"[\n") + _json(row).encode())
            number += 1
            row = next(rows, None)
        file.write(b"\n]\n")
    what = table.what or apps.get_model(table.model)._meta.verbose_name_plural
    # After the rows: a zip is written one file at a time.
    missing = [name for name, is_there in _copied(table, person, archive) if not is_there]
    yield _Part(name_of(table), what, number, missing)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)


def _pages(table: Table, person: Any, names: set[str]) -> Iterator[list[dict[str, Any]]]:
    """The rows of `person`, some at a time, in the order of their numbers."""
    mine = apps.get_model(table.model)._base_manager.filter(**{table.person: person}).order_by("pk")
    rest: models.QuerySet[Any] = mine
    while page := list(rest.values("pk", *names)[:AT_ONCE]):
        yield page
        rest = mine.filter(pk__gt=page[-1]["pk"])


def _rows(table: Table, person: Any) -> Iterator[dict[str, Any]]:
    """As they stand in the file."""
    for page in _pages(table, person, {*table.gives, *table.files}):
        children = _children(table, [row["pk"] for row in page])
        for row in page:
            given = {_shown(name): row[name] for name in table.gives}
            given |= {_shown(name): _place(table, row["pk"], row[name]) for name in table.files}
            yield given | {_shown(hanging): rows.get(row["pk"], []) for hanging, rows in children.items()}


def _children(table: Table, pks: list[Any]) -> dict[str, dict[Any, list[dict[str, Any]]]]:
    """Relation → number of the row → what hangs on it there."""
    found: dict[str, dict[Any, list[dict[str, Any]]]] = {}
    for hanging in table.children:
        names = [f"{hanging.relation}__{name}" for name in hanging.gives]
        rows = apps.get_model(table.model)._base_manager.filter(pk__in=pks, **{f"{hanging.relation}__isnull": False})
        of: dict[Any, list[dict[str, Any]]] = {}
        for pk, *values in rows.order_by("pk", f"{hanging.relation}__pk").values_list("pk", *names):
            of.setdefault(pk, []).append(dict(zip(map(_shown, hanging.gives), values, strict=True)))
        found[hanging.relation] = of
    return found


def _shown(name: str) -> str:
    return name.replace("__", ".")


def _place(table: Table, pk: Any, stored: str | None) -> str | None:
    """Where in the zip a file lies."""
    return f"files/{name_of(table).removesuffix('.json')}/{pk}-{PurePath(stored).name}" if stored else None


def _copied(table: Table, person: Any, archive: ZipFile) -> Iterator[tuple[str, bool]]:
    """Copy the files of the rows; the place of each, and whether it was still in its storage."""
    for name in table.files:
        storage = _file_field(table.model, name).storage
        for page in _pages(table, person, {name}):
            for row in page:
                place = _place(table, row["pk"], row[name])
                if place is None:
                    continue
                try:
                    with (
                        storage.open(row[name], "rb") as stored,
                        archive.open(_entry(place), "w", force_zip64=True) as file,
                    ):
                        shutil.copyfileobj(stored, file)
                except OSError:
                    yield place, False
                else:
                    yield place, True


def _file_field(model: str, path: str) -> Any:
    """`photo__file` of a nomination is the file of the picture that it points to."""
    *ways, name = path.split("__")
    at: Any = apps.get_model(model)
    for way in ways:
        at = at._meta.get_field(way).related_model
    return at._meta.get_field(name)
