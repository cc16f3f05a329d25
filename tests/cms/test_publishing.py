"""An editor works in the admin: writes, publishes, translates; the site and the search follow."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from cms.models import HomePage, StandardPage
from library.models import CasePage, LibraryIndexPage, Theme
from search import changes
from tests.factories import PASSWORD, case, thread, user
from tests.factories.templates import no_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


@pytest.fixture
def editor(client: Client) -> Any:
    person = user(is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    client.login(email=person.email, password=PASSWORD)
    return person


def _found(client: Client, query: str, **filters: str) -> list[str]:
    changes.drain(wait=True)
    return [row["code"] for row in client.get("/api/v1/search", {"q": query} | filters).json()["results"]]


def test_an_editor_writes_and_publishes_a_case_that_visitors_find(client: Client, editor: Any) -> None:
    shelf = LibraryIndexPage.objects.get(locale__language_code="th")
    address = reverse("wagtailadmin_pages:add", args=["library", "casepage", shelf.pk])
    assert client.get(address).status_code == 200
    theme = Theme.objects.get(code="natural-resources")
    response = client.post(
        address,
        {
            "title": "น้ำผึ้งจากป่าชุมชน", "slug": "anything", "code": "AP-TH-2012-001", "summary": "เก็บโดยไม่ทำลายรัง",
            "lead_image": "", "lead_image_alt": "", "themes": [theme.pk], "countries": ["TH"], "published_on": "",
            "licence": "CC-BY-4.0", "tags": "น้ำผึ้ง", "body-count": "1", "body-0-deleted": "", "body-0-order": "0",
            "body-0-type": "practice", "body-0-id": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
            "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "", "action-publish": "action-publish",
            "place_precision": "country", "lead_image_consent": "not_asked", "consent": "not_asked", **no_rows(),
            "body-0-value": json.dumps(
                {"blocks": [{"key": "a", "text": "ชาวบ้านเก็บน้ำผึ้ง", "type": "unstyled", "depth": 0,
                             "inlineStyleRanges": [], "entityRanges": [], "data": {}}], "entityMap": {}}
            ),
        },
    )  # fmt: skip
    page = CasePage.objects.get()
    assert response.status_code == 302
    assert (page.live, page.slug) == (True, "ap-th-2012-001")
    assert _found(Client(), "น้ำผึ้ง") == ["AP-TH-2012-001"]


def test_a_draft_is_not_found_and_an_unpublished_case_is_found_no_more(client: Client, editor: Any) -> None:
    page = case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ", published=False)
    assert _found(Client(), "ປ່າຊຸມຊົນ") == []
    page.get_latest_revision().publish()
    assert _found(Client(), "ປ່າຊຸມຊົນ") == ["AP-LA-1"]
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert _found(Client(), "ປ່າຊຸມຊົນ") == []


def test_a_deleted_case_is_found_no_more(client: Client, editor: Any) -> None:
    page = case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    assert _found(Client(), "ປ່າຊຸມຊົນ") == ["AP-LA-1"]
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not CasePage.objects.exists()
    assert _found(Client(), "ປ່າຊຸມຊົນ") == []


def test_a_draft_of_a_published_case_does_not_change_what_is_found() -> None:
    page = case(code="AP-VN-1", language="vi", title="Hợp tác xã lúa gạo")
    page.title = "Bí mật"
    page.save_revision()
    assert _found(Client(), "hợp tác xã") == ["AP-VN-1"]
    assert _found(Client(), "bí mật") == []


def test_a_case_is_translated_with_wagtail_localize_and_keeps_its_code_and_facts(
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = case(
        code="AP-VN-1", language="vi", title="Hợp tác xã lúa gạo", summary="Nông dân bán gạo cùng nhau",
        body="Đoạn một", themes=["value-chains"], countries=["VN"], licence="CC-BY-SA-4.0",
    )  # fmt: skip
    source, _created = TranslationSource.get_or_create_from_instance(page)
    lao = Locale.objects.get(language_code="lo")
    translation = Translation.objects.create(source=source, target_locale=lao)
    texts = {"Hợp tác xã lúa gạo": "ສະຫະກອນເຂົ້າ", "Nông dân bán gạo cùng nhau": "ຊາວນາຂາຍເຂົ້າຮ່ວມກັນ", "Đoạn một": "ວັກທີໜຶ່ງ"}
    for segment in StringSegment.objects.filter(source=source).select_related("string"):
        StringTranslation.objects.create(
            translation_of=segment.string, context=segment.context, locale=lao, data=texts.get(segment.string.data, "…")
        )
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    lao_page = CasePage.objects.get(locale=lao)
    assert (lao_page.title, lao_page.slug, lao_page.code) == ("ສະຫະກອນເຂົ້າ", "ap-vn-1", "AP-VN-1")
    assert [theme.code for theme in lao_page.themes.all()] == ["value-chains"]
    assert lao_page.licence == "CC-BY-SA-4.0"
    assert _found(Client(), "ສະຫະກອນ", lang="lo") == ["AP-VN-1"]


def test_two_practices_never_share_a_code(client: Client, editor: Any) -> None:
    case(code="AP-VN-1", language="vi", title="Hợp tác xã")
    other = CasePage(title="Other", code="ap-vn-1", locale=Locale.objects.get(language_code="en"))
    shelf = LibraryIndexPage.objects.get(locale__language_code="en")
    with pytest.raises(Exception, match="code"):
        shelf.add_child(instance=other)


def test_editors_and_facilitators_have_their_lists_in_the_admin(client: Client) -> None:
    admin = user(is_staff=True, is_superuser=True)
    client.login(email=admin.email, password=PASSWORD)
    for address in ("/admin/", "/admin/snippets/library/theme/", "/admin/snippets/community/thread/"):
        assert client.get(address).status_code == 200, address


def test_threads_are_locked_in_the_admin_and_never_made_or_deleted_there(client: Client) -> None:
    started = thread(title="ขายน้ำผึ้ง")
    admin = user(is_staff=True, is_superuser=True)
    client.login(email=admin.email, password=PASSWORD)
    base = "/admin/snippets/community/thread/"
    assert client.get(f"{base}add/").status_code in {302, 403, 404}
    assert client.post(f"{base}delete/{started.pk}/").status_code in {302, 403, 404}
    assert client.post(f"{base}edit/{started.pk}/", {"title": started.title, "is_locked": "on"}).status_code == 302
    started.refresh_from_db()
    assert started.is_locked


def test_a_tag_typed_with_its_marks_in_another_order_is_the_same_tag() -> None:
    from library.tags import parse

    assert parse("นํ้า, ນໍ້າ") == parse("น้ำ, ນ້ຳ")


def test_an_editor_gives_a_case_only_a_lao_title_and_a_code(client: Client, editor: Any) -> None:
    """No slug is asked for: it is the code, and nothing can be made of a Lao title."""
    shelf = LibraryIndexPage.objects.get(locale__language_code="lo")
    form = client.get(reverse("wagtailadmin_pages:add", args=["library", "casepage", shelf.pk])).context["form"]
    assert "slug" not in form.fields
    names = [label for _code, label in form.fields["countries"].choices]
    assert names == sorted(names)


def test_a_code_that_is_taken_is_said_beside_the_code(client: Client, editor: Any) -> None:
    case(code="AP-VN-1", language="vi", title="Hợp tác xã")
    other = CasePage(title="Other", code="AP-VN-1", locale=Locale.objects.get(language_code="vi"))
    with pytest.raises(ValidationError) as refusal:
        LibraryIndexPage.objects.get(locale__language_code="vi").add_child(instance=other)
    assert set(refusal.value.message_dict) == {"code"}


def test_a_plain_page_with_a_thai_title_gets_an_address_and_stands_in_the_footer(client: Client) -> None:
    home = HomePage.objects.get(locale__language_code="th")
    page = home.add_child(instance=StandardPage(title="เกี่ยวกับเรา", locale=home.locale, show_in_menus=True))
    page.save_revision().publish()
    assert page.slug.isascii()
    assert f'href="/th/{page.slug}/"' in client.get("/th/").content.decode()


def test_the_preview_of_a_case_may_stand_in_the_editor_s_frame(client: Client, editor: Any) -> None:
    page = case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_an_editor_keeps_their_account_without_a_first_and_last_name(client: Client, editor: Any) -> None:
    page = client.get("/admin/account/").content.decode()
    assert "name_email-name" in page
    assert "first_name" not in page


def test_editors_have_themes_and_thesaurus_and_no_communities(client: Client, editor: Any) -> None:
    lists = {"library/theme": 200, "search/concept": 200, "community/thread": 302, "community/community": 302}
    for address, status in lists.items():
        assert client.get(f"/admin/snippets/{address}/").status_code == status, address
