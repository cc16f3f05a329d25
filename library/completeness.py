"""What a case still lacks: for publishing, and for the whole template. Plain data, for editors, checks and reports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from library.models import CasePage
from library.models.consent import AGREED

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a case should have. `field` is the field or rows of its page where it is given."""

    key: str
    field: str
    label: Text
    is_there: Callable[[CasePage], bool]
    is_required: bool = False  # without it a case is not publishable


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    label: Text
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class SectionState:
    section: Section
    missing: tuple[Item, ...]

    @property
    def total(self) -> int:
        return len(self.section.items)

    @property
    def done(self) -> int:
        return self.total - len(self.missing)


@dataclass(frozen=True, slots=True)
class State:
    """How far a case is."""

    sections: tuple[SectionState, ...]

    @property
    def missing(self) -> tuple[Item, ...]:
        """What it lacks for being publishable, in the template's order."""
        return tuple(item for state in self.sections for item in state.missing if item.is_required)

    @property
    def is_publishable(self) -> bool:
        return not self.missing

    @property
    def done(self) -> int:
        return sum(state.done for state in self.sections)

    @property
    def total(self) -> int:
        return sum(state.total for state in self.sections)

    @property
    def percent(self) -> int:
        """Of the whole template, 0 to 100."""
        return 100 * self.done // self.total


def _rows(page: CasePage, name: str) -> list[Any]:
    return list(getattr(page, name).all())


def _filled(field: str) -> Callable[[CasePage], bool]:
    return lambda page: getattr(page, field) not in (None, "")


def _some(rows: str) -> Callable[[CasePage], bool]:
    return lambda page: bool(_rows(page, rows))


def _has_story(page: CasePage) -> bool:
    return any(
        block.block_type in ("problem", "practice", "text") and block.value.source.strip() for block in page.body
    )


def _has_place(page: CasePage) -> bool:
    """A country; and what the chosen precision promises."""
    if not _rows(page, "countries"):
        return False
    needed = {"village": page.village, "district": page.province}.get(page.place_precision, True)
    return bool(needed)


def _has_known_result(page: CasePage) -> bool:
    return any(row.claim and row.how_known for row in _rows(page, "case_results"))


def _has_steps(page: CasePage) -> bool:
    return bool(_rows(page, "steps")) or any(block.block_type == "steps" for block in page.body)


def _describes_pictures(page: CasePage) -> bool:
    lead = page.lead_image_id is None or bool(page.lead_image_alt)
    return lead and all(row.alt for row in _rows(page, "gallery"))


def _has_both_voices(page: CasePage) -> bool:
    return {row.voice for row in _rows(page, "views")} == {"champion", "documenter"}


def _has_transcripts(page: CasePage) -> bool:
    rows = _rows(page, "media_items")
    return bool(rows) and all(row.transcript for row in rows)


SECTIONS = (
    Section("identity", _("What it is"), (
        Item("title", "title", _("Title"), _filled("title"), is_required=True),
        Item("code", "code", _("Code"), _filled("code"), is_required=True),
        Item("local_name", "local_name", _("Name where it comes from"), _filled("local_name")),
        Item("summary", "summary", _("One-sentence definition"), _filled("summary"), is_required=True),
        Item("image", "lead_image", _("Lead image"), _filled("lead_image_id")),
        Item("alt", "lead_image_alt", _("What each picture shows"), _describes_pictures, is_required=True),
        Item("evidence", "evidence_level", _("How well it is known to work"), _filled("evidence_level")),
        Item("themes", "themes", _("Theme"), _some("themes"), is_required=True),
        Item("topics", "topics", _("Topics"), _some("topics")),
        Item("sdgs", "sdgs", _("Sustainable Development Goals"), _some("sdgs")),
        Item("place", "countries", _("Place, as finely as it is shown"), _has_place, is_required=True),
        Item("time", "since_year", pgettext_lazy("of a practice", "Time"), _filled("since_year")),
    )),
    Section("story", _("What people do"), (
        Item("story", "body", _("The problem, or what people do"), _has_story, is_required=True),
        Item("beneficiaries", "beneficiaries", _("Who takes part and benefits"), _some("beneficiaries")),
        Item("steps", "steps", _("Steps"), _has_steps),
        Item("building_blocks", "building_blocks", _("Building blocks"), _some("building_blocks")),
        Item("stakeholders", "stakeholders", _("Who does what"), _some("stakeholders")),
        Item("involvement", "involvement", _("How local people took part"), _some("involvement")),
    )),
    Section("money", _("Costs and finance"), (
        Item("costs", "costs", _("Costs"), _some("costs")),
        Item("finances", "finances", _("Where the money came from"), _some("finances")),
    )),
    Section("results", _("Results and lessons"), (
        Item("result", "case_results", _("A result, with how it is known"), _has_known_result, is_required=True),
        Item("inclusion", "inclusion", _("Women, young people and others"), _filled("inclusion")),
        Item("conditions", "conditions", _("What helps and what hinders"), _some("conditions")),
        Item("views", "views", _("Strengths and weaknesses in both voices"), _has_both_voices),
        Item("continues", "continues_without_money", _("Can it go on without money from outside?"),
             _filled("continues_without_money")),
    )),
    Section("adapt", _("To adapt it elsewhere"), (
        Item("must_have", "adapt_must_have", _("What it must have"), _filled("adapt_must_have")),
        Item("may_change", "adapt_may_change", _("What may change"), _filled("adapt_may_change")),
        Item("first_step", "adapt_first_step", _("The first step"), _filled("adapt_first_step")),
        Item("budget", "adapt_budget_amount", _("Smallest budget"), _filled("adapt_budget_amount")),
        Item("not_if", "adapt_not_if", _("Do not try it if"), _filled("adapt_not_if")),
    )),
    Section("sources", _("Sources and pictures"), (
        Item("learned_by", "learned_by", _("How this was learned"), _some("learned_by")),
        Item("media", "media_items", _("A recording with what is said in it"), _has_transcripts),
        Item("gallery", "gallery", _("Pictures"), _some("gallery")),
        Item("references", "references", _("References"), _some("references")),
    )),
    Section("rights", _("Consent and licence"), (
        Item("consent", "consent", _("Consent of the people described"), lambda page: page.consent in AGREED,
             is_required=True),
        Item("licence", "licence", _("Licence"), _filled("licence"), is_required=True),
    )),
)  # fmt: skip
ITEMS = {item.key: item for section in SECTIONS for item in section.items}


def completeness(page: CasePage) -> State:
    """How far `page`, as it is in memory, has filled the template."""
    return State(
        tuple(
            SectionState(section, tuple(item for item in section.items if not item.is_there(page)))
            for section in SECTIONS
        )
    )


def missing(page: CasePage, keys: Collection[str] | Iterable[str]) -> list[Item]:
    """Those of the named items (keys of `ITEMS`) that `page` lacks: for checks that a site chooses.

    Raises KeyError for an unknown key.
    """
    return [ITEMS[key] for key in keys if not ITEMS[key].is_there(page)]
