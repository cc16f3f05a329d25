"""The decisions of every app about personal data, in one place."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule

from .decisions import Consents, Erasing, InWords, LeftBehind, Loose, Retention, Step, Table

_MODULE = "personal_data"


def _collected(name: str) -> list[object]:
    """What the `personal_data` modules call `name`, in the order of INSTALLED_APPS."""
    found: list[object] = []
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, _MODULE):
            found += getattr(import_module(f"{app.name}.{_MODULE}"), name, [])
    return found


def tables() -> list[Table]:
    return [row for row in _collected("TABLES") if isinstance(row, Table)]


def loose() -> list[Loose]:
    return [row for row in _collected("LOOSE") if isinstance(row, Loose)]


def steps() -> list[Step]:
    """See `decisions.Step`."""
    return [row for row in _collected("STEPS") if callable(row)]


def in_words(erasing: Erasing) -> list[Any]:
    """Sentences for who is about to delete their account: what goes, or what stays without their name."""
    return [row.says for row in _collected("IN_WORDS") if isinstance(row, InWords) and row.erasing is erasing]


def left_behind(person: Any) -> list[LeftBehind]:
    """What `person` may want to see to before they go, in the language that is active."""
    return [row for ask in _collected("LEAVES_BEHIND") if callable(ask) for row in ask(person)]


def retentions() -> list[Retention]:
    return [row for row in _collected("RETENTIONS") if isinstance(row, Retention)]


def consents() -> list[Consents]:
    """See `decisions.Consents`."""
    return [row for row in _collected("CONSENTS") if callable(row)]


def pointing_to_people() -> set[tuple[str, str]]:
    """Every (model, field) of the project and of what it is built on that points to a user, as the database has it."""
    person = apps.get_model(settings.AUTH_USER_MODEL)
    return {
        (relation.related_model._meta.label, relation.field.name)
        for relation in person._meta.get_fields(include_hidden=True)
        if relation.is_relation and relation.auto_created and not relation.concrete
    }
