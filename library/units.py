"""What of a case is written anew in each language, piece by piece: the unit in which a translation is true or not.

A unit is a field (title, summary), a section of the body, or a field of a row that belongs to the page. Whatever
`translatable_fields` of the model names is covered; new fields and new kinds of rows need no line here.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bs4 import BeautifulSoup
from django.db import models
from wagtail.blocks import RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import TranslatableField, get_translatable_fields
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from library.sections import to_text

# Written for machines: no reader sees them on the page, so no reader is misled.
NOT_READ = frozenset({"slug", "seo_title", "search_description"})


@dataclass(frozen=True, slots=True)
class Unit:
    """`key` is where it stands, as wagtail-localize spells it (`title`, `body.<block id>`, `rows.<translation
    key>.text`): versions that were made from one another share keys, versions written apart do not. `kind` is what it
    is in any version; `html` is what the page shows, safe as far as the editor's own rich text is."""

    key: str
    kind: str
    label: str
    text: str
    html: str = ""

    @property
    def digest(self) -> str:
        return digest_of(self.text)

    @property
    def is_of_a_picture(self) -> bool:
        """What a picture shows is told with the picture, to whom that may be shown, and nowhere else."""
        return self.kind.startswith(("lead_image_", "gallery."))


def digest_of(text: str) -> str:
    """Of the words alone: other spaces, line breaks or bold letters are no change. "" for no words (SHA-256, hex)."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(words.encode()).hexdigest() if words else ""


def units_of(page: models.Model, *, among: Iterable[str] | None = None) -> list[Unit]:
    """The units of a page that say something, in the order of its model. One query for each kind of row it has.

    :param among: keys; other fields and other kinds of rows are not looked at
    """
    fields = None if among is None else {key.partition(".")[0] for key in among}
    return [unit for unit in _units(page, "", "", "", fields) if unit.text]


def _units(owner: models.Model, path: str, kind: str, label: str, fields: set[str] | None = None) -> Iterator[Unit]:
    for translatable in get_translatable_fields(type(owner)):
        name = translatable.field_name
        is_left_out = name in NOT_READ if fields is None else name not in fields
        if is_left_out or not isinstance(translatable, TranslatableField):
            continue
        field = owner._meta.get_field(name)
        key, what = f"{path}{name}", f"{kind}{name}"
        if isinstance(field, models.ManyToOneRel):
            rows = getattr(owner, field.get_accessor_name()).all()
            shown = str(field.related_model._meta.verbose_name)
            for row in rows:
                yield from _units(row, f"{key}.{row.translation_key}.", f"{what}.", shown)
        elif isinstance(field, StreamField):
            for block in getattr(owner, name):
                text, html = _of_block(field, block)
                yield Unit(f"{key}.{block.id}", f"{what}:{block.block_type}", str(block.block.label), text, html)
        else:
            value = str(getattr(owner, name) or "")
            is_rich = isinstance(field, RichTextField)
            said = f"{label}: {field.verbose_name}" if label else str(field.verbose_name)
            yield Unit(key, what, said, to_text(value) if is_rich else value.strip(), value if is_rich else "")


def _of_block(field: StreamField, block: Any) -> tuple[str, str]:
    if isinstance(block.block, RichTextBlock):
        return to_text(block.value.source), block.value.source
    found = StreamFieldSegmentExtractor(field).handle_block(block.block, block.value)
    strings = [segment.string.data for segment in found if isinstance(segment, StringSegmentValue)]
    return "\n\n".join(BeautifulSoup(string, "html.parser").get_text() for string in strings), ""


class Placed(Protocol):
    """Something that stands somewhere: a unit, or a row about one."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def digest(self) -> str: ...


One = TypeVar("One", bound=Placed)
Other = TypeVar("Other", bound=Placed)


def paired(before: Sequence[One], after: Sequence[Other]) -> list[tuple[One | None, Other | None]]:
    """Which unit of `before` is which of `after`, in the order of `after`; what is gone comes last.

    The same place, else the same words, else the next of the same kind. Each unit is in exactly one pair.
    """
    partner: dict[int, int] = {}  # place in after → place in before
    by_rule: list[Callable[[Placed], Hashable]] = [
        lambda unit: (unit.kind, unit.key) if unit.key else None,
        lambda unit: (unit.kind, unit.digest) if unit.digest else None,
        lambda unit: unit.kind,
    ]
    for rule in by_rule:
        taken = set(partner.values())
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for place in reversed(range(len(before))):
            if place not in taken:
                waiting[rule(before[place])].append(place)
        for place, unit in enumerate(after):
            name = rule(unit)
            if place not in partner and name is not None and waiting.get(name):
                partner[place] = waiting[name].pop()
    gone = sorted(set(range(len(before))) - set(partner.values()))
    pairs: list[tuple[One | None, Other | None]] = [
        (before[partner[place]] if place in partner else None, unit) for place, unit in enumerate(after)
    ]
    return pairs + [(before[place], None) for place in gone]
