"""Pictures and documents of posts, through pages and verbs."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from community import attaching, attachment_texts, posting
from community.models import Attachment, Community, Post, Thread
from library.refusals import NotAllowed
from search import registry
from tests.community.test_rights import KINDS, READERS
from tests.factories import community, facilitator, member, reply, thread, user
from tests.factories.files import odt, open_xml, pdf, photo, png_of, upload, zipped

pytestmark = pytest.mark.django_db

TEXT = "ภาพจากป่าชุมชน ແລະ ເອກະສານ"


def _with_file(started: Thread, sent: Any = None, **fields: Any) -> Post:
    author = fields.pop("author", None) or started.author
    kept = attaching.keep(
        uploads=[sent or photo()], by=author, community=started.community, shows=fields.pop("shows", ())
    )
    return posting.reply(thread=started, author=author, text=TEXT, files=kept, **fields)


def _paths(row: Attachment) -> list[Path]:
    return [Path(file.path) for file in (row.file, row.thumbnail) if file]


@pytest.fixture
def signed_in(client: Client) -> Any:
    person = user()
    client.force_login(person)
    return person


def _address(started: Thread, language: str = "en") -> str:
    return f"/{language}/communities/{started.community.slug}/{started.pk}/"


@pytest.mark.usefixtures("outline")
def test_a_member_sends_a_photo_and_a_document_and_everybody_sees_them(client: Client, signed_in: Any) -> None:
    started = thread()
    files = [photo(size=(1200, 800)), upload(pdf(), "C:\\งาน\\กติกา\u202egpj.jpg")]
    answer = client.post(
        _address(started), {"text": TEXT, "files": files, "files-show": "คนเก็บน้ำผึ้ง\nไม่มีใครอ่านบรรทัดนี้"}, follow=True
    )
    assert answer.status_code == 200
    picture, document = Attachment.objects.all()
    assert (picture.kind, picture.alt, document.name) == ("jpg", "คนเก็บน้ำผึ้ง", "กติกาgpj.pdf")
    page = Client().get(_address(started, "th")).content.decode()
    assert 'alt="คนเก็บน้ำผึ้ง"' in page
    assert 'width="480" height="320"' in page
    assert 'loading="lazy"' in page
    assert "กติกาgpj.pdf" in page
    saver = Client(headers={"Save-Data": "on"}).get(_address(started, "th")).content.decode()
    assert "<img" not in saver.replace(saver[saver.index("<template>") : saver.index("</template>")], "")
    assert "คนเก็บน้ำผึ้ง" in saver


def test_nothing_says_where_a_photo_was_taken() -> None:
    row = _with_file(thread()).attachments.get()
    for path in _paths(row):
        content = path.read_bytes()
        assert dict(Image.open(BytesIO(content)).getexif()) == {}
        assert b"A phone of somebody" not in content


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (upload(zipped({"a.txt": b"x"}), "ภาพ.jpg"), "not taken"),
        (upload(zipped({"a.txt": b"x"}), "report.docx"), "not taken"),
        (upload(b"<html></html>", "report.pdf"), "not taken"),
        (upload(b"<svg/>", "drawing.svg"), "not taken"),
        (upload(png_of(9_000, 9_000), "ຮູບ.png"), "too many pixels"),
        (upload(b"\xff\xd8\xff\xe0 no picture", "a.jpg"), "not a photo"),
        (upload(b"GIF89a" + b"\0" * 20, "a.gif"), "not a photo"),
        (upload(pdf("x" * 10_000_001), "large.pdf"), "too large"),
        (upload(b"", "empty.pdf"), "empty"),
    ],
)
def test_what_is_not_taken_is_told_with_its_name_and_the_others_are_kept(sent: Any, said: str) -> None:
    started = thread()
    with pytest.raises(attaching.RefusedFilesError) as refusal:
        attaching.keep(uploads=[sent, upload(pdf(), "ok.pdf")], by=started.author, community=started.community)
    assert [row.name for row in refusal.value.kept] == ["ok.pdf"]
    (sentence,) = refusal.value.message_dict["files"]
    assert sent.name in sentence
    assert said in sentence


@pytest.mark.usefixtures("outline")
def test_files_of_a_refused_post_come_back_ticked_and_go_with_the_next_try(client: Client, signed_in: Any) -> None:
    started = thread()
    refused = client.post(_address(started, "lo"), {"text": "", "files": [photo()], "files-show": "ປ່າ"}, follow=True)
    row = Attachment.objects.get()
    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'name="files-kept" value="{row.key}" checked' in page
    assert 'value="ປ່າ"' in page
    assert client.get(reverse("community:thumbnail", args=[row.key])).status_code == 200
    client.post(_address(started, "lo"), {"text": TEXT, "files-kept": [str(row.key)], f"files-alt-{row.key}": "ປ່າຊຸມຊົນ"})
    post = Post.objects.latest("pk")
    assert [(one.pk, one.alt) for one in post.attachments.all()] == [(row.pk, "ປ່າຊຸມຊົນ")]
    assert post.attachment_count == 1


@pytest.mark.usefixtures("outline")
def test_a_bad_file_costs_neither_the_text_nor_the_good_files(client: Client, signed_in: Any) -> None:
    started = thread()
    files = [upload(zipped({"a": b"x"}), "x.jpg"), upload(pdf(), "ok.pdf")]
    page = client.post(_address(started), {"text": TEXT, "files": files}).content.decode()
    assert TEXT in page
    assert "ok.pdf" in page
    assert "x.jpg: " in page
    assert started.reply_count == 0


def test_nobody_puts_the_files_of_somebody_else_on_their_post() -> None:
    started = thread()
    theirs = attaching.keep(uploads=[photo()], by=started.author, community=started.community)
    with pytest.raises(ValidationError):
        posting.reply(thread=started, author=user(), text=TEXT, files=theirs)
    assert Post.objects.count() == 1
    assert attaching.waiting_for(user(), [str(theirs[0].key), "no key"]) == []


def test_the_same_file_sent_twice_is_kept_once() -> None:
    started = thread()
    for _tap in range(2):
        attaching.keep(uploads=[photo(), photo()], by=started.author, community=started.community)
    assert Attachment.objects.count() == 1


def test_no_more_files_than_a_post_and_a_person_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "MAX_FILES", 1)
    monkeypatch.setattr(attaching, "MAX_WAITING", 2)
    started = thread()
    kept = attaching.keep(uploads=[upload(pdf("1")), upload(pdf("2"))], by=started.author, community=started.community)
    with pytest.raises(ValidationError):
        posting.reply(thread=started, author=started.author, text=TEXT, files=kept)
    with pytest.raises(ValidationError):
        attaching.keep(uploads=[upload(pdf("3"))], by=started.author, community=started.community)
    muted = member(started.community, muted_until=timezone.now() + timedelta(days=1))
    with pytest.raises(NotAllowed):
        attaching.keep(uploads=[upload(pdf("4"))], by=muted, community=started.community)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_given_to_those_who_may_read_its_post(kind: str, client: Client) -> None:
    space = community(**KINDS[kind] | {"state": "open"})
    started = thread(community=space, author=facilitator(space))
    rows = [_with_file(started).attachments.get(), _with_file(started, upload(pdf())).attachments.get()]
    Community.objects.filter(pk=space.pk).update(state=KINDS[kind].get("state", "open"))
    for who, make in READERS.items():
        reader = make(space)
        client.logout()
        if who != "visitor":
            client.force_login(reader)
        for row in rows:
            may = Post.objects.visible_to(reader).filter(pk=row.post_id).exists()
            answer = client.get(reverse("community:file", args=[row.key]))
            assert answer.status_code == (200 if may else 404), who
            if may:
                assert ("public" in answer["Cache-Control"]) is (kind in {"open", "archived"})
                assert answer["X-Content-Type-Options"] == "nosniff"
                assert answer["Content-Disposition"].startswith("inline" if row.is_picture else "attachment")
                assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_file_of_a_hidden_post_and_one_without_a_post_are_not_for_others(client: Client, settings: Any) -> None:
    started = thread()
    row = _with_file(started).attachments.get()
    address = reverse("community:file", args=[row.key])
    Post.objects.filter(pk=row.post_id).update(is_hidden=True)
    assert client.get(address).status_code == 404
    Attachment.objects.update(post=None)
    client.force_login(user(is_staff=True))
    assert client.get(address).status_code == 404
    client.force_login(started.author)
    assert client.get(address).status_code == 200
    assert not any(path.is_relative_to(settings.MEDIA_ROOT) for path in _paths(row))


def test_files_go_with_their_rows_and_the_forgotten_after_a_day(django_capture_on_commit_callbacks: Any) -> None:
    started = thread()
    row = _with_file(started).attachments.get()
    (waiting,) = attaching.keep(uploads=[photo(color="red")], by=started.author, community=started.community)
    (fresh,) = attaching.keep(uploads=[photo(color="blue")], by=started.author, community=started.community)
    Attachment.objects.filter(pk__in=[row.pk, waiting.pk]).update(created_at=timezone.now() - timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        assert attaching.forget_waiting() == 1
    assert set(Attachment.objects.all()) == {row, fresh}
    assert not any(path.exists() for path in _paths(waiting))
    assert all(path.exists() for path in [*_paths(row), *_paths(fresh)])
    with django_capture_on_commit_callbacks(execute=True):
        row.post.delete()
    assert not any(path.exists() for path in _paths(row))


def test_an_edit_keeps_adds_and_takes_off() -> None:
    started = thread()
    post = _with_file(started, photo())
    (new,) = attaching.keep(uploads=[upload(odt(), "ใหม่.odt")], by=post.author, community=started.community)
    old = post.attachments.get()
    attaching.settle(post=post, files=[old, new], by=post.author, alts={old.key: "ป่า"})
    assert [(row.name, row.alt) for row in post.attachments.all()] == [("IMG_0042.jpg", "ป่า"), ("ใหม่.odt", "")]
    attaching.settle(post=post, files=[new], by=post.author)
    assert list(post.attachments.all()) == [new]
    assert Post.objects.get(pk=post.pk).attachment_count == 1
    with pytest.raises(NotAllowed):
        attaching.detach(post=post, files=[new], by=user())


def test_people_may_go_and_their_files_stay(client: Client) -> None:
    row = _with_file(thread()).attachments.get()
    Attachment.objects.get().uploaded_by.delete()
    assert client.get(reverse("community:file", args=[row.key])).status_code == 200


def test_what_was_attached_is_found_with_its_thread() -> None:
    started = thread(title="น้ำผึ้ง")
    _with_file(started, photo(), shows=["คนปีนต้นผึ้งยวน"])
    post = _with_file(started, upload("ຕາຕະລາງລາຄາເຄື່ອງປ່າ".encode(), "ລາຄາ.txt"))
    assert attachment_texts.read_due() == 1
    assert attachment_texts.read_due() == 0
    (document,) = registry.source("thread").documents([started.pk])
    said = [text.value for text in document.body]
    assert "คนปีนต้นผึ้งยวน" in said
    assert any("ຕາຕະລາງລາຄາເຄື່ອງປ່າ" in text for text in said)
    assert document.body[-1].language == "lo"
    assert document.body[-1].anchor == f"post-{post.pk}"


def test_a_document_that_cannot_be_read_is_left_in_peace() -> None:
    _with_file(thread(), upload(open_xml(), "ເສຍ.docx"))
    attachment_texts.read_due()
    assert list(Attachment.objects.values_list("is_read", "text")) == [(True, "")]


@pytest.mark.usefixtures("outline")
def test_files_cost_a_page_one_query_and_pages_without_them_none(client: Client) -> None:
    def asked(started: Thread) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(_address(started))
        # The page's own; search makes the thread's document for what is related to it.
        return sum("community_attachment" in query["sql"] and '"text"' not in query["sql"] for query in queries)

    without, few, many = (thread(community=community()) for _number in range(3))
    for _number in range(5):
        reply(without)
    _with_file(few)
    for color in ("red", "blue", "white"):
        _with_file(many, photo(color=color))
    assert [asked(started) for started in (without, few, many)] == [0, 1, 1]
