"""Two versions of a case, side by side: section beside section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from library.cards import language_facts
from library.models import CasePage
from library.units import Unit, paired, units_of
from library.views.truthful import Doubt

PARAMETER = "with"
ORIGINAL = "original"


def other_version(page: CasePage, request: HttpRequest, versions: Sequence[CasePage]) -> CasePage | None:
    """The version that `?with=original` or `?with=lo` asks for; None when it is not for this reader, or this one."""
    wanted = request.GET.get(PARAMETER, "")
    for version in versions:
        is_wanted = wanted == version.locale.language_code or (wanted == ORIGINAL and version.pk == versions[0].pk)
        if is_wanted and version.pk != page.pk:
            return version
    return None


def beside(page: CasePage, other: CasePage, doubts: Mapping[str, Doubt]) -> dict[str, Any]:
    """Context: the sections of both in pairs, in the order of `page`; what was there first stands first.

    :param doubts: about sections of `page` (`doubts_of`)
    """
    own_first = page.pk < other.pk
    rows = []
    for match, unit in paired(_shown(other), _shown(page)):
        sides = [_side(unit, page, is_own=True), _side(match, other, is_own=False)]
        shown = unit or match
        doubt = doubts.get(unit.key if unit else match.key if match else "")
        rows.append(
            {
                "label": shown.label if shown and shown.key != "title" else "",
                "doubt": replace(doubt, unit=None)
                if doubt
                else None,  # the original is beside it, or another click away
                "sides": sides if own_first else sides[::-1],
            }
        )
    pages = [page, other] if own_first else [other, page]
    return {
        "with_version": {"url": other.get_url(), "title": other.title} | language_facts(other.locale.language_code),
        "beside_languages": [language_facts(one.locale.language_code) for one in pages],
        "beside_pairs": rows,
    }


def _side(unit: Unit | None, page: CasePage, *, is_own: bool) -> dict[str, Any]:
    is_title = unit is not None and unit.key == "title"
    return {"unit": unit, "is_own": is_own, "is_title": is_title} | language_facts(page.locale.language_code)


def _shown(page: CasePage) -> list[Unit]:
    return [unit for unit in units_of(page) if not unit.is_of_a_picture]
