"""What a reader of a translation must know: which sections are older than the original, and which nobody reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from library.cards import language_facts, listed
from library.models import CasePage, ChangeLevel, TranslatedSection
from library.units import Unit, units_of


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a section of a translation is not simply what the original says. `unit` is the original's section as it is
    now; None when it is gone, or not for this reader."""

    label: str
    is_old: bool
    since: datetime | None
    is_gone: bool
    is_untranslated: bool
    is_machine: bool
    unit: Unit | None
    original: dict[str, Any]

    @property
    def is_only_machine(self) -> bool:
        return self.is_machine and not (self.is_old or self.is_untranslated)


def elsewhere(doubts: Sequence[Doubt]) -> list[Doubt]:
    """About what is no section on the page: title, summary, a section that is missing. Several machine's ones are said
    once."""
    machine = [doubt for doubt in doubts if doubt.is_only_machine]
    others = [doubt for doubt in doubts if not doubt.is_only_machine]
    if len(machine) > 1:
        machine = [replace(machine[0], label=listed([doubt.label for doubt in machine if doubt.label]), unit=None)]
    return others + machine


def doubts_of(page: CasePage, versions: Sequence[CasePage]) -> dict[str, Doubt]:
    """Key of a section of `page` → what is to be said about it; under the original's key where `page` has none.

    :param versions: those that this reader may see. One query where all is in order.
    """
    told = Q(change=ChangeLevel.MEANING) | Q(is_machine=True) | Q(is_translated=False)
    rows = list(
        TranslatedSection.objects.filter(told, translation__page=page).select_related("translation__original__locale")
    )
    if not rows:
        return {}
    original = rows[0].translation.original
    shown = next((version for version in versions if version.pk == original.pk), None)
    units = {unit.key: unit for unit in units_of(shown, among=[row.source_key for row in rows])} if shown else {}
    found: dict[str, Doubt] = {}
    for row in rows:
        unit = units.get(row.source_key)
        label = unit.label if unit else ""
        if unit and unit.is_of_a_picture:
            unit = None
        found[row.key or row.source_key] = Doubt(
            label=label,
            is_old=row.change == ChangeLevel.MEANING,
            since=row.changed_at,
            is_gone=not row.current_digest,
            is_untranslated=not row.is_translated,
            is_machine=row.is_machine,
            unit=unit,
            original=language_facts(original.locale.language_code),
        )
    return found
