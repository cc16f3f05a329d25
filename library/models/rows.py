"""Rows of a case's template: facts that are one for all languages, with words in the language of their page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField, TranslatableField


def columns(*, prose: Sequence[str], facts: Sequence[str] = ()) -> list[BaseTranslatableField]:
    """What wagtail-localize does with each column: words are translated, facts and the order copied."""
    return [
        *(TranslatableField(name) for name in prose),
        *(SynchronizedField(name, overridable=False) for name in (*facts, "sort_order")),
    ]


class CaseRow(TranslatableMixin, Orderable):
    """One row of a case in one language; the same row in another has the same `translation_key`."""

    translatable_fields: ClassVar[list[BaseTranslatableField]] = []

    class Meta:
        abstract = True
        ordering = ["sort_order"]
        unique_together = [("translation_key", "locale")]

    def __str__(self) -> str:
        return next((text for name in self.prose() if (text := getattr(self, name))), "")

    @classmethod
    def prose(cls) -> list[str]:
        """The columns that are each language's own words."""
        return [field.field_name for field in cls.translatable_fields if isinstance(field, TranslatableField)]

    @classmethod
    def facts(cls) -> list[str]:
        """The columns that are the same in all languages, without the order."""
        return [
            field.field_name
            for field in cls.translatable_fields
            if isinstance(field, SynchronizedField) and field.field_name != "sort_order"
        ]


def words(label: Any, **options: Any) -> models.TextField:
    """A column for some sentences."""
    return models.TextField(label, **({"blank": True, "max_length": 3000} | options))
