"""A thread's page and a list with everything on them take as few queries as the issue allows, however much there is."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community import attaching, following, hiding, marking, polling, posting
from community.models import Attachment, Community, Thread
from search import changes
from tests.factories import case, community, facilitator, member, reply, thread, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

LIST, VISITOR, MEMBER = 9, 12, 18


def _file(by: Any, space: Community) -> list[Attachment]:
    upload = SimpleUploadedFile("ບັນທຶກ.txt", "ຮັງເຜິ້ງ ສາມ ຮັງ".encode())
    return attaching.keep(uploads=[upload], by=by, community=space, shows=[])


def _everything(space: Community, author: Any) -> Thread:
    started = posting.start_thread(
        community=space,
        author=author,
        title="ผึ้งหนีรังหลังฝน",
        text="รังว่างสามรัง ใครเคยเจอบ้าง",
        kind="question",
        tags=["น้ำผึ้ง", "ฝน"],
        files=_file(author, space),
        poll=polling.Draft(question="เคยเจอไหม", options=["เคย", "ไม่เคย"]),
    )
    _more(started, space)
    return started


def _more(started: Thread, space: Community) -> None:
    for text in ("ลองวางน้ำหวานใกล้รัง", "ປີກາຍເຮົາກໍພົບ", "Chúng tôi chuyển tổ lên cao"):
        writer = member(space)
        post = posting.reply(thread=started, author=writer, text=text, files=_file(writer, space))
        marking.mark(post=post, by=started.author, kind="thanks")
        marking.mark(post=post, by=started.author, kind="bookmark")
    hiding.hide_post(post=post, by=user(is_staff=True), reason="โฆษณา")


@pytest.fixture
def world(outline: None) -> tuple[Community, Thread]:
    space = community(titles={"th": "ป่าของเรา", "lo": "ປ່າຂອງເຮົາ", "en": "Our forest"})
    case(code="AP-TH-2012-001", language="th", title="น้ำผึ้งป่า", summary="รังผึ้งและน้ำหวานหลังฝน")
    thread(community=space, title="น้ำผึ้งกับฝน", text="ฝนมา รังว่าง", language="th")
    thread(community=space, title="ຝົນມາ", text="ຮັງວ່າງ", language="lo", kind="question", tags=["ฝน"])
    started = _everything(space, facilitator(space))
    changes.drain(wait=True)
    return space, started


@pytest.mark.parametrize("who", ["visitor", "member", "facilitator", "staff"])
def test_pages_with_everything_on_them_take_few_queries_and_the_same_with_more(
    world: tuple[Community, Thread], who: str
) -> None:
    space, started = world
    client = Client()
    if who != "visitor":
        person = {
            "member": lambda: member(space),
            "facilitator": lambda: facilitator(space),
            "staff": lambda: user(is_staff=True),
        }[who]()
        client.force_login(person)
        following.set_thread_level(thread=started, user=person, level="follow")
    pages = {
        f"/th/communities/{space.slug}/{started.pk}/": VISITOR if who == "visitor" else MEMBER,
        f"/th/communities/{space.slug}/": LIST,
        f"/th/communities/{space.slug}/?tag=ฝน&kind=question": LIST,
    }

    def taken() -> dict[str, int]:
        found = {}
        for page in pages:
            client.get(page)  # what was read is noted once, and what is asked once a minute
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found[page] = len(queries)
        return found

    few = taken()
    _more(started, space)
    for number in range(3):
        reply(thread(community=space, title=f"ฝน {number}", tags=["ฝน"], kind="question"))
    changes.drain(wait=True)
    assert taken() == few
    assert {page: count for page, count in few.items() if count > pages[page]} == {}
