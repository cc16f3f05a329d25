"""The parts of a case's template on its public page: what has content, in the template's order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.documents import get_document_model

from library.amounts import measured, money, number, totals, years
from library.attachments import may_be_given
from library.blocks import SECTION_LABELS
from library.models import CasePage
from library.models.consent import AGREED
from library.models.rows import CaseRow
from library.models.view import SIDES, VOICES
from library.places import shown_place
from library.template_rows import (
    AROUND,
    Rows,
    fetch,
    fetch_described,
    hand_over,
    is_in_memory,
    read_rows,
    rows_in_memory,
)
from search import languages
from search.reader import interface_language

# Where the sections of the body stand among the parts; what an editor calls `text` stands where it stands.
SECTION_RANKS = {"problem": 1, "practice": 2, "steps": 4, "results": 11, "lessons": 14, "adapt": 17, "sources": 22}

DESCRIBING = ("topics", "sdgs", "references")
_NOT_ON_PAPER = ("media_items", "gallery")


class CaseTemplateView:
    """One case as one reader sees it. Few queries, whatever it holds."""

    def __init__(self, page: CasePage, request: HttpRequest | None, *, original: CasePage | None) -> None:
        """:param request: None on paper: no recordings and no gallery
        :param original: the version that lends words to rows nobody translated yet, if this reader may see it
        """
        self.page = page
        self.request = request
        self.original = original if original is not None and original.pk != page.pk else None
        self.language = page.locale.language_code
        self.rows, lent = self._read()
        fetch_described([*self.rows["topics"], *lent.get("topics", ())], "concept", by="labels")
        if not is_in_memory(page):
            # What describes a case to machines (`library.practices.FACTS`) is here already, and what is beside it.
            hand_over(page, self.rows, *DESCRIBING, *AROUND, "building_blocks")
        if self.original is not None:
            hand_over(self.original, lent, *DESCRIBING)
        self._borrow(lent)
        if request is not None:
            self._fetch_files()

    def _read(self) -> tuple[Rows, Rows]:
        pages = [] if is_in_memory(self.page) else [self.page.pk]
        if self.original is not None:
            pages.append(self.original.pk)
        found = read_rows(pages) if pages else {}
        rows = found[self.page.pk] if self.page.pk in found else rows_in_memory(self.page)
        return rows, found[self.original.pk] if self.original is not None else {}

    def _borrow(self, lent: Rows) -> None:
        """A row without any word of its own shows the original's, marked as such."""
        for name, rows in self.rows.items():
            theirs = {row.translation_key: row for row in lent.get(name, ()) if isinstance(row, CaseRow)}
            for row in rows:
                if not isinstance(row, CaseRow):
                    continue  # a recording or a document is in the language it is in
                row.language, row.language_name = self.language, ""
                if any(getattr(row, column) for column in row.prose()):
                    continue
                other = theirs.get(row.translation_key)
                if other is not None and self.original is not None and any(getattr(other, c) for c in row.prose()):
                    for column in row.prose():
                        setattr(row, column, getattr(other, column))
                    row.language = self.original.locale.language_code
                    row.language_name = languages.name_in(row.language, interface_language())

    def _fetch_files(self) -> None:
        """Pictures with their renditions, and every document, wherever it is used, with its collection."""
        fetch(self.rows["gallery"], "image")
        pictures = [row.image for row in self.rows["gallery"]] + [self.page.lead_image]
        fetch([picture for picture in pictures if picture is not None], "renditions")
        uses = [(row, name) for row in self.rows["media_items"] for name in ("document", "captions")]
        uses += [(row, "document") for row in self.rows["documents"]]
        wanted = {number for row, name in uses if (number := getattr(row, f"{name}_id"))}
        documents = get_document_model().objects.select_related("collection").in_bulk(wanted) if wanted else {}
        for row, name in uses:
            setattr(row, name, documents.get(getattr(row, f"{name}_id")))

    # The facts box

    def facts(self) -> list[dict[str, Any]]:
        page, place = self.page, shown_place(self.page)
        countries = [country.name for country in page.countries.all()]
        where = [part for part in (place.village, place.province, *countries) if part]
        rows: list[tuple[str, list[str], str]] = [
            (_("Name where it comes from"), [page.local_name] if page.local_name else [], page.local_name_language),
            (_("Place"), [", ".join(where)] if where else [], ""),
            (
                pgettext("of a practice", "Time"),
                [when] if (when := years(page.since_year, page.until_year)) else [],
                "",
            ),
            (_("Topics"), [str(row.concept) for row in self.rows["topics"]], ""),
            (_("Sustainable Development Goals"), [str(row) for row in self.rows["sdgs"]], ""),
            (_("Funding project"), [page.funding_project] if page.funding_project else [], ""),
            (_("How this was learned"), [str(row) for row in self.rows["learned_by"]], ""),
        ]
        return [{"label": label, "values": values, "language": code} for label, values, code in rows if values]

    # The parts

    def parts(self) -> list[dict[str, Any]]:
        """Those with content: rank, name, label, template and what it shows."""
        makers: list[tuple[int, str, str, Callable[[], Any]]] = [
            (3, "beneficiaries", _("Who takes part and benefits"), self._beneficiaries),
            (5, "steps", _("Steps"), lambda: self.rows["steps"]),
            (6, "building_blocks", _("Building blocks"), self._blocks),
            (7, "stakeholders", _("Who does what"), lambda: self.rows["stakeholders"]),
            (8, "involvement", _("How local people took part"), lambda: self.rows["involvement"]),
            (9, "costs", _("Costs"), self._costs),
            (10, "finances", _("Where the money came from"), self._finances),
            (12, "case_results", _("What changed, and how it is known"), self._results),
            (13, "inclusion", _("Women, young people and others"), lambda: self.page.inclusion),
            (15, "conditions", _("What helps and what hinders"), self._conditions),
            (16, "views", _("Strengths and weaknesses"), self._views),
            (16, "continues", _("Can it go on without money from outside?"), self._continues),
            (18, "adapt", _("To adapt it: in short"), self._adapt),
            (19, "media_items", _("Listen and watch"), self._media),
            (20, "gallery", _("Pictures"), self._gallery),
            (23, "references", _("References"), lambda: self.rows["references"]),
        ]
        return [
            {"rank": rank, "name": name, "label": label, "template": f"library/parts/{name}.html", "shown": shown}
            for rank, name, label, make in makers
            if (name not in _NOT_ON_PAPER or self.request is not None) and (shown := make())
        ]

    def content(self) -> list[dict[str, Any]]:
        """The editor's sections in the editor's order, each part before the first section that comes after it."""
        parts = self.parts()
        found: list[dict[str, Any]] = []
        for block in self.page.body:
            rank = SECTION_RANKS.get(block.block_type)
            while rank is not None and parts and parts[0]["rank"] < rank:
                found.append(parts.pop(0))
            label = SECTION_LABELS[block.block_type]
            found.append({"name": block.block_type, "label": label, "value": block.value, "block": block.id})
        return found + parts

    def _beneficiaries(self) -> list[dict[str, Any]]:
        return [{"row": row, "number": number(row.number)} for row in self.rows["beneficiaries"]]

    def _blocks(self) -> list[dict[str, Any]]:
        return [{"row": row, "cost": money(row.cost_amount, row.cost_currency)} for row in self.rows["building_blocks"]]

    def _costs(self) -> dict[str, Any] | None:
        rows = self.rows["costs"]
        if not rows:
            return None
        shown = [
            {
                "row": row,
                "quantity": measured(row.quantity, row.unit) or (str(row.get_unit_display()) if row.unit else ""),
                "amount": money(row.amount, row.currency),
                "total": money(row.total, row.currency),
            }
            for row in rows
        ]
        return {"rows": shown, "totals": totals((row.total, row.currency) for row in rows)}

    def _finances(self) -> list[dict[str, Any]]:
        return [{"row": row, "amount": money(row.amount, row.currency)} for row in self.rows["finances"]]

    def _results(self) -> list[dict[str, Any]]:
        return [
            {"row": row, "before": measured(row.before, row.unit), "after": measured(row.after, row.unit)}
            for row in self.rows["case_results"]
        ]

    def _conditions(self) -> list[dict[str, Any]]:
        return _grouped(self.rows["conditions"], "effect", ["enabling", "hindering"])

    def _views(self) -> list[dict[str, Any]]:
        """Strengths before weaknesses; in each the champion's voice first."""
        sides = _grouped(self.rows["views"], "side", [side for side, _label in SIDES])
        for side in sides:
            side["voices"] = _grouped(side["rows"], "voice", [voice for voice, _label in VOICES])
        return sides

    def _continues(self) -> dict[str, Any] | None:
        if not (self.page.continues_without_money or self.page.continues_why):
            return None
        return {"answer": self.page.get_continues_without_money_display(), "why": self.page.continues_why}

    def _adapt(self) -> list[dict[str, Any]]:
        page = self.page
        budget = money(page.adapt_budget_amount, page.adapt_budget_currency)
        rows = [
            (_("What it must have"), page.adapt_must_have, self.language),
            (_("What may change"), page.adapt_may_change, self.language),
            (_("The first step"), page.adapt_first_step, self.language),
            (_("Smallest budget"), budget, interface_language()),
            (_("Do not try it if"), page.adapt_not_if, self.language),
        ]
        return [{"label": label, "text": text, "language": code} for label, text, code in rows if text]

    def _media(self) -> list[dict[str, Any]]:
        is_given = self.may_be_given if self.rows["media_items"] else None
        found = []
        for row in self.rows["media_items"]:
            file = row.document if row.document and is_given and is_given(row.document) else None
            captions = row.captions if row.captions and is_given and is_given(row.captions) else None
            if not (file or row.url or row.transcript):
                continue
            found.append(
                {
                    "row": row,
                    "url": row.url or (file.url if file else ""),
                    "file_url": file.url if file else "",
                    "captions_url": captions.url if captions else "",
                    "language_name": languages.name_in(row.language, interface_language()),
                }
            )
        return found

    @cached_property
    def may_be_given(self) -> Callable[[Any], bool] | None:
        """Whether this reader may have a document; None on paper, where nobody opens files. One query a page."""
        return may_be_given(self.request) if self.request is not None else None

    def _gallery(self) -> list[Any]:
        """Only pictures whose people agreed."""
        return [row for row in self.rows["gallery"] if row.consent in AGREED and row.image_id]


def _grouped(rows: Iterable[Any], field: str, order: list[str]) -> list[dict[str, Any]]:
    """Rows under each value of a choice, in the order of `order`, empty ones left out."""
    ranked = sorted(rows, key=lambda row: order.index(getattr(row, field)))
    return [
        {"code": code, "label": found[0]._get_FIELD_display(found[0]._meta.get_field(field)), "rows": found}
        for code, group in groupby(ranked, lambda row: getattr(row, field))
        if (found := list(group))
    ]
