"""The report of cases that are stale, lack an image or a champion, or that nobody has read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from library import standing
from library.models import CasePage, ReadCount
from library.models.case_person import CasePerson
from tests.factories import PASSWORD, case, user
from tests.factories.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]
ADDRESS = "library_to_look_after"


@pytest.fixture
def editor(client: Client) -> Any:
    person = user(is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    client.login(email=person.email, password=PASSWORD)
    return person


def _well_kept(**fields: Any) -> CasePage:
    page = case(**fields)
    CasePage.objects.filter(pk=page.pk).update(lead_image=picture())
    CasePerson.objects.create(page=page, role=CasePerson.Role.CHAMPION, name="ນາງ ບຸນມີ (ສົມມຸດ)")
    ReadCount.objects.create(page=page, day=timezone.localdate(), count=1)
    return page


def _shown(client: Client, **asked: Any) -> list[str]:
    return [page.code for page in client.get(reverse(ADDRESS), asked).context["object_list"]]


def test_each_reason_is_found_and_a_well_kept_case_is_left_in_peace(client: Client, editor: Any) -> None:
    _well_kept(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    old = _well_kept(code="AP-TH-2", language="th", title="น้ำผึ้งจากป่า")
    CasePage.objects.filter(pk=old.pk).update(last_published_at=timezone.now() - timedelta(days=731))
    changed = _well_kept(code="AP-TH-3", language="th", title="ป่าชุมชน")
    standing.set_standing(changed, state="needs_update", why="กฎหมายเปลี่ยน", editor=editor, page_language="th")
    bare = _well_kept(code="AP-VN-4", language="vi", title="Rừng cộng đồng")
    CasePage.objects.filter(pk=bare.pk).update(lead_image=None)
    alone = _well_kept(code="AP-VN-5", language="vi", title="Hợp tác xã")
    alone.people.all().delete()
    unread = _well_kept(code="AP-EN-6", language="en", title="Honey")
    ReadCount.objects.filter(page=unread).delete()
    archived = case(code="AP-EN-7", language="en", title="Gone")
    standing.set_standing(archived, state="archived", why="It ended", editor=editor, page_language="en")
    case(code="AP-EN-8", language="en", title="A draft", published=False)
    assert _shown(client) == ["AP-TH-2", "AP-TH-3", "AP-VN-4", "AP-VN-5", "AP-EN-6"]
    assert _shown(client, why="is_stale") == ["AP-TH-2", "AP-TH-3"]
    assert _shown(client, why="has_no_image") == ["AP-VN-4"]
    assert _shown(client, why="has_no_champion") == ["AP-VN-5"]
    assert _shown(client, why="is_never_read") == ["AP-EN-6"]
    assert _shown(client, why=["is_stale", "has_no_image"]) == []
    assert _shown(client, language=str(bare.locale_id)) == ["AP-VN-4", "AP-VN-5"]


def test_it_is_for_editors_and_goes_along_as_a_table(client: Client, editor: Any) -> None:
    case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    assert reverse(ADDRESS) in client.get("/admin/").content.decode()
    for kind in ("csv", "xlsx"):
        answer = client.get(reverse(ADDRESS), {"export": kind})
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    member = user()
    client.login(email=member.email, password=PASSWORD)
    assert client.get(reverse(ADDRESS)).status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_cases(client: Client, editor: Any) -> None:
    counts = []
    for numbers in (range(2), range(2, 8)):
        for number in numbers:
            case(code=f"AP-TH-{number}", language="th", title=f"ป่า {number}")
        client.get(reverse(ADDRESS))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(ADDRESS))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("language", "said"), [("lo", "ຊົ່ວໂມງ"), ("th", "ชั่วโมง"), ("vi", "giờ")])
@pytest.mark.parametrize("address", [ADDRESS, "cases:index"])
def test_an_editor_reads_how_long_ago_in_their_language(
    client: Client, editor: Any, address: str, language: str, said: str
) -> None:
    UserProfile.objects.create(user=editor, preferred_language=language)
    case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    moment = timezone.now() - timedelta(hours=3)
    CasePage.objects.update(last_published_at=moment, latest_revision_created_at=moment)
    page = client.get(reverse(address)).content.decode()
    assert f"3 {said}" in page.replace("\xa0", " ")
    assert "3 hours" not in page.replace("\xa0", " ")
