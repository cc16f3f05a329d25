"""What a machine can see before people review a case. Which of it counts is in the site's settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from library.models import CasePage, LibrarySettings
from library.models.consent import AGREED
from library.sections import sections_of
from search.normalising import normalise_name


def problems_of(page: Any) -> list[str]:
    """Sentences in the active language, one a problem; none for anything that is no case."""
    if not isinstance(page, CasePage):
        return []
    chosen = LibrarySettings.load()
    return [text for name, check in CHECKS.items() if getattr(chosen, f"checks_{name}") for text in check(page)]


def _alt_text(page: CasePage) -> Iterable[str]:
    if page.lead_image_id and not page.lead_image_alt.strip():
        yield _("The lead image needs a sentence on what it shows.")
    missing = sum(1 for row in page.gallery.all() if not row.alt.strip())
    if missing:
        yield _("Pictures of the gallery without a sentence on what they show: %(number)s") % {"number": missing}


def _consent(page: CasePage) -> Iterable[str]:
    if page.consent not in AGREED:
        yield _("The people described have not agreed yet, or it is not written down.")
    if page.lead_image_id and page.lead_image_consent not in AGREED:
        yield _("The people in the lead image have not agreed yet, or it is not written down.")


def _licence(page: CasePage) -> Iterable[str]:
    if not page.licence:
        yield _("Please choose a licence.")


def _place(page: CasePage) -> Iterable[str]:
    if not page.countries.all():
        yield _("Please choose the country.")


def _result(page: CasePage) -> Iterable[str]:
    if not any(row.claim.strip() and row.how_known for row in page.case_results.all()):
        yield _("At least one result is needed, with how it is known.")


def _labels(page: CasePage) -> Iterable[str]:
    """The same label twice: a building block, a step or a paragraph that was pasted twice."""
    labels = [row.title for row in page.building_blocks.all()]
    labels += [paragraph for section in sections_of(page.body) for paragraph in section.text.split("\n\n")]
    counted = Counter(key for label in labels if (key := normalise_name(label).casefold()))
    for label, number in counted.items():
        if number > 1:
            yield _("This stands there twice: “%(text)s”") % {"text": label[:80]}


CHECKS: dict[str, Callable[[CasePage], Iterable[str]]] = {
    "alt_text": _alt_text,
    "consent": _consent,
    "licence": _licence,
    "place": _place,
    "result": _result,
    "labels": _labels,
}
"""Each has its switch `checks_<name>` in the settings."""
