"""How a published practice stands: it holds, needs an update, or is archived."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from library import standing
from library.models import CasePage, Standing
from search import changes
from tests.factories import PASSWORD, case, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


@pytest.fixture
def editor(client: Client) -> Any:
    person = user(is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    client.login(email=person.email, password=PASSWORD)
    return person


@pytest.fixture
def forest() -> CasePage:
    case(code="AP-LA-1", language="en", title="Community forest")
    return case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")


def test_readers_of_every_language_are_told_in_the_editor_s_words(
    client: Client, editor: Any, forest: CasePage
) -> None:
    address = reverse("library_standing", args=[forest.pk])
    assert address in client.get(reverse("wagtailadmin_pages:edit", args=[forest.pk])).content.decode()
    assert client.get(address).status_code == 200
    client.post(address, {"state": "needs_update", "why": "ກົດໝາຍປ່າໄມ້ປ່ຽນແລ້ວ"})
    for language in ("lo", "en", "th"):
        page = client.get(f"/{language}/library/ap-la-1/").content.decode()
        assert '<p lang="lo" dir="auto">ກົດໝາຍປ່າໄມ້ປ່ຽນແລ້ວ</p>' in page
    assert "needs an update" in client.get("/en/library/ap-la-1/").content.decode()


def test_what_holds_again_says_nothing_and_history_says_who(client: Client, editor: Any, forest: CasePage) -> None:
    address = reverse("library_standing", args=[forest.pk])
    client.post(address, {"state": "archived", "why": "Dự án đã kết thúc"})
    assert "archived" in client.get("/en/library/ap-la-1/").content.decode()
    client.post(address, {"state": "current"})
    assert "archived" not in client.get("/en/library/ap-la-1/").content.decode()
    entries = PageLogEntry.objects.filter(action="library.standing", user=editor)
    assert [entry.data["state"] for entry in entries.order_by("pk")] == ["archived", "current"]


def test_an_archived_practice_leaves_the_shelf_and_stays_where_it_was(
    client: Client, editor: Any, forest: CasePage
) -> None:
    other = case(code="AP-VN-1", language="vi", title="Hợp tác xã lúa gạo")
    standing.set_standing(forest, state="archived", why="Dự án đã kết thúc", editor=editor, page_language="vi")
    standing.set_standing(other, state="needs_update", why="Giá đã đổi", editor=editor, page_language="vi")
    shelf = Client().get("/vi/library/").content.decode()
    assert "Hợp tác xã lúa gạo" in shelf
    assert "ap-la-1" not in shelf
    assert Client().get("/lo/library/ap-la-1/").status_code == 200
    changes.drain(wait=True)
    assert Client().get("/api/v1/search", {"q": "ປ່າຊຸມຊົນ"}).json()["count"] == 1


@pytest.mark.parametrize(
    ("state", "why"), [("archived", " "), ("gone", "why"), ("archived", "ก" * 501), ("archived", "\x07")]
)
def test_a_reason_is_needed_and_what_was_written_stays(
    client: Client, editor: Any, forest: CasePage, state: str, why: str
) -> None:
    response = client.post(reverse("library_standing", args=[forest.pk]), {"state": state, "why": why})
    assert response.status_code == 422
    assert why.strip() in response.content.decode()
    assert not Standing.objects.exists()


def test_only_those_who_may_publish_say_so(forest: CasePage) -> None:
    with pytest.raises(Http404):
        standing.set_standing(forest, state="archived", why="…", editor=user(), page_language="en")
    with pytest.raises(ValidationError):
        standing.set_standing(forest, state="", why="", editor=user(is_superuser=True), page_language="en")
