"""Terms into the thesaurus: from a table with one column a language."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from search.models import Concept, ConceptLabel
from search.normalising import normalise_name


@transaction.atomic
def import_terms(lines: Iterable[str]) -> int:
    """Read tab-separated terms: a header with `en`, other language codes and perhaps `agrovoc`; one concept a row.

    A label that is there already stays, also when an editor changed which one is preferred.

    :returns: the number of new labels
    """
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    new = 0
    for row in rows:
        english = normalise_name(row.get("en") or "")
        if not english:
            continue
        concept, _created = Concept.objects.get_or_create(
            code=slugify(english)[:80], defaults={"agrovoc": (row.get("agrovoc") or "").strip()}
        )
        known = set(concept.labels.values_list("language", "text"))
        preferred = set(concept.labels.filter(is_preferred=True).values_list("language", flat=True))
        labels = {
            language: normalise_name(text)
            for language, text in row.items()
            if language not in {None, "agrovoc"} and text and text.strip()
        }
        missing = [
            ConceptLabel(
                concept=concept, language=language, text=text, is_preferred=language not in preferred, sort_order=order
            )
            for order, (language, text) in enumerate(labels.items())
            if (language, text) not in known
        ]
        ConceptLabel.objects.bulk_create(missing)
        new += len(missing)
    return new
