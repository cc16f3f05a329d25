"""What a case's page and its editor say about documents, origins and paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from library.models import CaseDocument, CasePage
from tests.factories import PASSWORD, adaptation, case, grew_out_of, user
from tests.library.making import document

pytestmark = pytest.mark.django_db


def _with_document(page: CasePage, language: str, based_on: date | None) -> None:
    file = document("ຄູ່ມື.txt", b"x" * 2000, title="ຄູ່ມື")
    page.documents = [CaseDocument(document=file, language=language, based_on=based_on)]
    page.save_revision().publish()


@pytest.mark.parametrize(("days", "is_outdated"), [(0, False), (30, True), (None, False)])
def test_a_document_says_which_version_it_was_made_from_and_whether_the_case_changed_since(
    client: Client, outline: None, days: int | None, is_outdated: bool
) -> None:
    page = case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    based_on = None if days is None else timezone.localdate() - timedelta(days=days)
    _with_document(page, "lo", based_on)
    shown = client.get("/en/library/ap-la-1/").content.decode()
    assert ("based on the version of" in shown) is (days is not None)
    assert ("The practice has changed since" in shown) is is_outdated
    assert "2 kB" in shown
    assert "Lao" in shown


def test_a_document_is_compared_with_the_version_in_its_own_language(client: Client, outline: None) -> None:
    thai = case(code="AP-LA-1", language="th", title="ป่าชุมชน")
    case(code="AP-LA-1", language="en", title="Community forest")
    _with_document(thai, "th", timezone.localdate() - timedelta(days=10))
    CasePage.objects.filter(pk=thai.pk).update(last_published_at=timezone.now() - timedelta(days=20))
    assert "has changed since" not in client.get("/th/library/ap-la-1/").content.decode()
    [row] = client.get("/th/library/ap-la-1/").context["documents"]
    assert not row["is_outdated"]


def test_an_editor_can_say_what_a_case_grew_out_of(client: Client, outline: None) -> None:
    page, source = case(code="AP-LA-1"), case(code="AP-NP-1", title="Goats")
    tried = adaptation(source, user())
    grew_out_of(page, source, tried)
    admin = user(is_staff=True, is_superuser=True)
    client.login(email=admin.email, password=PASSWORD)
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert editor.status_code == 200
    assert 'name="origins-1-adaptation"' in editor.content.decode()
    assert "Made from the version of" in editor.content.decode()


def test_a_translation_has_the_origins_of_its_original(outline: None) -> None:
    page, source = case(code="AP-LA-1"), case(code="AP-NP-1", title="Goats")
    grew_out_of(page, source)
    copied = CasePage.objects.get(pk=page.pk).copy_for_translation(Locale.objects.get(language_code="lo"))
    assert [row.case_id for row in copied.origins.all()] == [source.pk]


def test_lao_headings_may_break_between_words(client: Client, outline: None) -> None:
    case(code="AP-LA-1", language="lo", title="ຊຸມຊົນນຳສິ່ງທີ່ <b>")
    page = client.get("/lo/library/ap-la-1/").content.decode()
    assert '<h1 lang="lo" dir="auto">ຊຸມຊົນ<wbr>ນຳ<wbr>ສິ່ງ<wbr>ທີ່ &lt;b&gt;</h1>' in page


def test_what_only_a_screen_needs_is_not_printed(client: Client, outline: None) -> None:
    page: Any = client.get(f"/en/library/{case().slug}/").content.decode()
    for part in ('class="helpful screen-only"', 'class="screen-only" aria-labelledby="case-take-along"'):
        assert part in page
