"""A row in every table that points to a person, for every column that does (`privacy.registry.tables()`).

Rows are filled from what their tables require, so that a table made tomorrow has one, too. Each text that a person
could have written says whose it is: see `words_of`.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from wagtail.models import Collection, Locale, Page

from library.models import CaseTranslation
from privacy import registry

from .cases import case
from .communities import community, reply, thread
from .people import user
from .pictures import picture

_numbers = itertools.count(1)
_SHORTEST = 60  # characters a column takes if it is for words, not for a code
_CODES = {"action": "wagtail.edit", "language": "en", "language_code": "en"}
"""What stands in columns that could hold words and hold codes."""
_NOT_WORDS = {
    "author_name", "contentpath", "html", "object_id", "parent_object_id", "position", "provider", "query", "sha256",
    "url_path", *_CODES,
}  # fmt: skip
_NEEDED = {
    "community.Notification": ["thread"],
    "wagtail_localize.StringTranslation": ["context"],
    "wagtailcore.ModelLogEntry": ["action", "content_type"],
    "wagtailcore.PageLogEntry": ["action", "content_type"],
}
"""Columns that may be empty, though rows without them are of no use."""
_ARE_THERE = (Collection, ContentType, Locale, Page, Permission)
"""Tables of which any row will do."""


def words_of(person: Any) -> str:
    """What stands in every text about `person`, and in no other."""
    return f"ถ้อยคำของ-{person.pk}-ຄຳ"


def everything_about(person: Any) -> dict[tuple[str, str], Any]:
    """Make the rows: (model, field that points to `person`) → the row. Needs the fixture `outline`.

    Columns that point to people other than that one are empty, or point to somebody else.
    """
    return {
        (table.model, table.person): _row_about(person, apps.get_model(table.model), table.person, table.files)
        for table in registry.tables()
    }


def _row_about(person: Any, model: type[models.Model], field: str, files: tuple[str, ...]) -> Any:
    key = f"{model._meta.label}.{field}"
    if key in _MAKERS:
        row = _MAKERS[key](person)
    elif model._meta.label in _MAKERS:
        row = _MAKERS[model._meta.label](person)
    else:
        row = None
    is_one = model._meta.get_field(field).one_to_one
    row = row or (model._base_manager.filter(**{field: person}).first() if is_one else None)
    written = _written(model, words_of(person))
    if row is None:
        return row_of(model, **written | {field: person} | _files(person, files))
    # Made by verbs of its own, or there already: said to be theirs, and by whom.
    changes = {name: value for name, value in written.items() if name not in _required(model)} | {field: person}
    for name, value in (changes | _files(person, files)).items():
        setattr(row, name, value)
    models.Model.save(row)
    return row


def row_of(model: type[models.Model], **given: Any) -> Any:
    """A row with what its table requires, and the rows that it requires."""
    for name in _required(model):
        if name not in given:
            given[name] = _value(model._meta.get_field(name))
    return model._base_manager.create(**given)


def _required(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if not (field.null or field.blank or field.has_default() or isinstance(field, models.AutoField))
        and not getattr(field.remote_field, "parent_link", False)
        and not getattr(field, "auto_now", False)
        and not getattr(field, "auto_now_add", False)
    ] + _NEEDED.get(model._meta.label, [])


def _written(model: type[models.Model], words: str) -> dict[str, str]:
    """Columns for words → `words`."""
    return {
        field.name: f"{words} {field.name}"[: field.max_length or 200]
        for field in model._meta.concrete_fields
        if type(field) in (models.CharField, models.TextField)
        and not field.choices
        and not field.unique
        and field.name not in _NOT_WORDS
        and (field.max_length or _SHORTEST) >= _SHORTEST
    }


def _files(person: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """A file in each column; of `photo__file`, a picture in the column `photo`."""
    return {
        name.partition("__")[0]: picture()
        if "__" in name
        else ContentFile(words_of(person).encode(), name=f"file-{next(_numbers)}.txt")
        for name in names
    }


_SAMPLES: dict[type, Callable[[int], Any]] = {
    models.EmailField: lambda number: f"row-{number}@test.example",
    models.SlugField: lambda number: f"row-{number}",
    models.GenericIPAddressField: lambda number: "192.0.2.1",
    models.FileField: lambda number: ContentFile(b"a file", name=f"file-{number}.txt"),
    models.DateTimeField: lambda number: timezone.now() + timedelta(minutes=number),
    models.DateField: lambda number: timezone.localdate() + timedelta(days=number),
    models.UUIDField: lambda number: uuid.uuid4(),
    models.JSONField: lambda number: [],
    models.BooleanField: lambda number: False,
    models.Field: str,
}
"""Kind of column → what stands in it. A later value is a later date: ends come after beginnings."""


def _value(field: Any) -> Any:
    if field.is_relation:
        return _other(field.remote_field.model)
    if field.name in _CODES:
        return _CODES[field.name]
    if field.choices:
        return field.flatchoices[0][0]
    made = next(_SAMPLES[kind] for kind in type(field).__mro__ if kind in _SAMPLES)(next(_numbers))
    # SQLite takes any length, PostgreSQL does not.
    return made[-field.max_length :] if isinstance(made, str) and field.max_length else made


def _other(model: type[models.Model]) -> Any:
    """A row to point to."""
    if model in _ARE_THERE:
        return model._base_manager.order_by("-pk").first()
    return _OTHERS[model._meta.label]() if model._meta.label in _OTHERS else row_of(model)


_OTHERS: dict[str, Callable[[], Any]] = {
    "cms.User": user,
    "community.Community": community,
    "community.Post": lambda: reply(thread()),
    "community.Thread": thread,
    "library.CasePage": case,
}

_MAKERS: dict[str, Callable[[Any], Any]] = {
    "community.Post": lambda person: reply(thread()),
    "community.Post.author": lambda person: reply(thread(), author=person, text=words_of(person)),
    "community.Thread": lambda person: thread(),
    "community.Thread.author": lambda person: thread(author=person, title=words_of(person), text=words_of(person)),
    "library.CaseTranslation": lambda person: CaseTranslation.objects.get_or_create(
        original=case(language="en"), locale=Locale.objects.get(language_code="th")
    )[0],
    "wagtailcore.Page": lambda person: Page.objects.get(pk=case().pk),
    "wagtailcore.Revision": lambda person: case().save_revision(user=person),
    "wagtailimages.Image": lambda person: picture(),
}
"""How rows are made that must hang together with others: by model, or by model and the field that points to people."""
