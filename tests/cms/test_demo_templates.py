"""The full template of the demonstration's cases."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from cms.demo.case_templates import with_template
from cms.demo.loading import DATA
from library.completeness import completeness
from library.importing import import_cases
from library.models import CasePage, Country, Theme
from search.models import Concept

TEMPLATES = json.loads((DATA / "case_templates.json").read_text(encoding="utf-8"))


@pytest.mark.django_db
def test_the_templates_import_in_all_their_languages_and_are_publishable(outline: None) -> None:
    assert Theme.objects.exists()
    assert Country.objects.exists()
    Concept.objects.bulk_create(
        Concept(code=code) for code in {topic for one in TEMPLATES.values() for topic in one["facts"]["topics"]}
    )
    rows = [json.loads(line) for line in (DATA / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    lines = [with_template(row, TEMPLATES) for row in rows if row["code"] in TEMPLATES]
    for line in lines:
        line.pop("image", None)
    report = import_cases([json.dumps(line).encode() for line in lines], publish=True)
    assert (report.problems, report.notes) == ([], [])
    assert report.created == len(lines)
    for page in CasePage.objects.select_related("locale"):
        assert completeness(page).is_publishable, page
        words = TEMPLATES[page.code]["words"][page.locale.language_code]
        for name, texts in words.items():
            if isinstance(texts, list):
                for row, text in zip(getattr(page, name).all(), texts, strict=True):
                    assert {column: getattr(row, column) for column in text} == text
    assert {page.locale.language_code for page in CasePage.objects.all()} == set(settings.LANGUAGE_CODES)
