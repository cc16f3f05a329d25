"""A mailing list's archive is read as people wrote it, whatever their programs made of it."""

from __future__ import annotations

import io
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from community.importing import ThreadRead
from community.mail_archive import threads_in
from community.mail_headers import header_text, moment_of, sender_of, subject_of
from community.mail_text import from_html, markdown_of
from community.models import Attachment, ImportedPost, Post, Thread
from search.contact_data import contact_data_in
from tests.factories import community, user

FROM = b"From someone at example.org  Tue Mar  4 10:00:00 2014\n"


def mail(body: bytes | str, *, encoding: str = "utf-8", **headers: str | bytes) -> bytes:
    """One message of an mbox; header names with _ for -."""
    given_: dict[str, str | bytes] = {
        "From": "Somchai <somchai@old.example>", "Subject": "Honey", "Date": "Tue, 4 Mar 2014 10:00:00 +0700",
    } | headers  # fmt: skip
    lines = [
        name.replace("_", "-").encode() + b": " + (value if isinstance(value, bytes) else value.encode(encoding))
        for name, value in given_.items()
    ]
    return FROM + b"\n".join(lines) + b"\n\n" + (body if isinstance(body, bytes) else body.encode(encoding)) + b"\n\n"


def read(*mails: bytes, language: str = "") -> list[Any]:
    return list(threads_in(io.BytesIO(b"".join(mails)), community="list", language=language))


def text_of(one: bytes, language: str = "") -> str:
    return str(read(one, language=language)[0].posts[0].text)


def test_messages_of_one_thread_are_found_by_references_and_then_by_subject() -> None:
    found = read(
        mail("root", Message_ID="<1@x>", Subject="[coop] น้ำผึ้งป่า"),
        mail("answer", Message_ID="<2@x>", Subject="[coop] ตอบ: Re: น้ำผึ้งป่า", In_Reply_To="<1@x>"),
        mail("other words above", Message_ID="<3@x>", Subject="[coop] Anything", References="<1@x>\n <2@x>"),
        mail("no references", Message_ID="<4@x>", Subject="TL: [coop] RE: Fwd: น้ำผึ้งป่า"),
        mail("a new one of the same name", Message_ID="<5@x>", Subject="[coop] น้ำผึ้งป่า"),
        mail("two answers to one that is lost", Message_ID="<6@x>", Subject="[coop] Re: Lost", References="<0@x>"),
        mail("two", Message_ID="<7@x>", Subject="[coop] Re: Found", References="<0@x>"),
        mail("root", Message_ID="<1@x>"),
    )
    assert [[post.external_id for post in one.posts] for one in found] == [
        ["1@x", "2@x", "3@x", "4@x"], ["5@x"], ["6@x", "7@x"]
    ]  # fmt: skip
    assert [one.title for one in found] == ["น้ำผึ้งป่า", "น้ำผึ้งป่า", "Lost"]
    assert found[2].refers_to == ("0@x",)


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        ("เราปลูกข้าวไร่บนดอย", "cp874", "tis-620"),
        ("เราปลูกข้าวไร่บนดอย", "cp874", "iso-8859-1"),
        ("เราปลูกข้าวไร่บนดอย", "cp874", ""),
        ("“เราปลูกข้าวไร่บนดอย”", "cp874", "windows-874"),
        ("เราปลูกข้าวไร่บนดอย", "utf-8", "tis-620"),
        ("ເຮົາປູກເຂົ້າໄຮ່", "utf-8", "us-ascii"),
        ("Café Mürren", "latin-1", "iso-8859-1"),
        ("Tiếng Việt", "utf-8", "x-nonsense"),
    ],
)
def test_texts_and_subjects_are_read_whatever_they_say_of_themselves(text: str, encoding: str, declared: str) -> None:
    kind = f"text/plain; charset={declared}" if declared else "text/plain"
    one = read(mail(text, encoding=encoding, Subject=text, Content_Type=kind, From=f"{text} <a@b.example>"))[0]
    assert one.posts[0].text == one.title == text
    assert one.posts[0].name == text.strip("“”") or one.posts[0].name == text


def test_the_tones_of_windows_1258_are_put_together() -> None:
    raw = "Tiếng Việt".encode()
    apart = "Ti\u00ea\u0301ng Vi\u00ea\u0323t".encode("cp1258")
    assert raw != apart
    assert text_of(mail(apart, Content_Type="text/plain; charset=windows-1258")) == "Tiếng Việt"


def test_an_earlier_message_a_signature_and_a_footer_go_and_it_is_said() -> None:
    body = (
        "We dry it *first*.\n\n-- \nSomchai\nTel. 081 234 5678\n\nOn Tue, Mar 4, 2014 at 10:00 AM, Kham\n"
        "<kham@old.example> wrote:\n> How do you\n> store honey?\n>\n> Kham\n"
        "_______________________________________________\ncoop mailing list\ncoop@lists.example\n"
    )
    assert text_of(mail(body)) == "We dry it \\*first\\*.\n\n*(3 lines of the earlier message are left out.)*"
    thai = text_of(mail("ตากก่อน\n\nเมื่อวันที่ 4 มีนาคม คำ เขียนว่า:\n> เก็บน้ำผึ้งอย่างไร\n"))
    assert thai.startswith("ตากก่อน\n\n*(")
    assert "เก็บน้ำผึ้ง" not in thai
    answer = read(mail("ຕາກກ່ອນ\n\n> เก็บน้ำผึ้งอย่างไรดี และเก็บเมื่อไร"))[0].posts[0]
    assert answer.language == "lo"  # of what was said, not of what was quoted
    outlook = "Yes.\n\n-----Original Message-----\nFrom: Kham\nHow?\n"
    assert text_of(mail(outlook)) == "Yes.\n\n*(2 lines of the earlier message are left out.)*"
    between = "> Where?\nIn the forest.\n> When?\nIn April."
    assert text_of(mail(between)) == "> Where?\n\nIn the forest.\n\n> When?\n\nIn April."
    assert text_of(mail("> Only this")) == "> Only this"


def test_addresses_and_numbers_are_masked_and_files_are_named() -> None:
    text = (
        "Write to kham@old.example or call ๐๘๑-๒๓๔-๕๖๗๘, in 2014, for 1,000,000 kip: https://example.org/20140304120000"
    )
    shown = text_of(mail(text))
    assert not contact_data_in(shown.replace("\\", ""), links_may_hold_numbers=True)
    assert "in 2014, for 1,000,000 kip: https://example.org/20140304120000" in shown
    assert shown.count("\\[contact left out\\]") == 2
    parts = (
        "This is a multipart message\n--b\nContent-Type: text/html; charset=utf-8\n\n<p>See the <b>map</b></p>"
        '<blockquote>Where?</blockquote>\n--b\nContent-Type: image/jpeg; name="map.jpg"\n'
        "Content-Transfer-Encoding: base64\n\n/9j/4AAQ\n--b--\n"
    )
    shown = text_of(mail(parts, Content_Type='multipart/mixed; boundary="b"'))
    assert shown.startswith("See the map")
    assert shown.endswith("*(Files in the archive, not here: map.jpg)*")
    assert from_html("<div>ໜຶ່ງ</div><div>ສອງ</div><style>x</style>") == "ໜຶ່ງ\n\nສອງ"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Tue, 4 Mar 2014 10:00:00 +0700 (ICT)", "2014-03-04T03:00:00"),
        ("Tue, 4 Mar 2014 10:00:00 ICT", "2014-03-04T03:00:00"),
        ("4 Mar 2014 10:00:00 GMT+07:00", "2014-03-04T03:00:00"),
        ("Tue, 4 Mar 2557 10:00:00 +0700", "2014-03-04T03:00:00"),
        ("Tue, 4 Mar 2014 10:00:60 -0000", "2014-03-04T10:00:59"),
        ("from x by y with SMTP; Tue, 4 Mar 2014 10:00:00 +9999", "2014-03-04T10:00:00"),
        ("Tue, 4 Mar 2036 10:00:00 +0700", None),
        ("yesterday", None),
        ("Tue, 31 Feb 2014 10:00:00", None),
    ],
)
def test_dates_are_read_as_they_were_meant(said: str, expected: str | None) -> None:
    moment = moment_of(said)
    assert (moment.strftime("%Y-%m-%dT%H:%M:%S") if moment else None) == expected


def test_headers_are_taken_apart() -> None:
    assert sender_of("=?tis-620?B?ysGqwso=?= <A@B.example>")[0] == "a@b.example"
    assert sender_of("somchai at old.example (สมชาย ใจดี)") == ("somchai@old.example", "สมชาย ใจดี")
    assert sender_of('"Jaidee, Somchai" <s@old.example>') == ("s@old.example", "Jaidee, Somchai")
    assert sender_of("s@old.example") == ("s@old.example", "")
    assert header_text("=?utf-8?B?4Lir?=\n =?utf-8?B?4LiZ?=") == "หน"
    assert subject_of("Re[2]: FW: ຕອບ: Trả lời: ເຂົ້າ") == ("ເຂົ້າ", True)


def test_a_line_that_begins_with_from_is_no_new_message_and_a_broken_one_stops_nothing() -> None:
    found = read(mail("We came\n\nFrom the village we walked.\n>From there, too.", Message_ID="<1@x>"),
                 FROM + b"\xff\xfe\0\n\n", mail("last", Message_ID="<2@x>", Subject="Last"))  # fmt: skip
    texts = [post.text for one in found if isinstance(one, ThreadRead) for post in one.posts]
    assert texts[0] == "We came\n\nFrom the village we walked.\nFrom there, too."
    assert texts[-1] == "last"


_words = st.sampled_from(
    [
        b"From a Tue Mar  4 10:00:00 2014\n", b"Subject: ", b"=?utf-8?B?", b"?=", b"=?x?Q?=ff", b"\n", b"\n\n",
        b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n", b"--b--", b"Content-Type: message/rfc822\n",
        b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: uuencode\n", b"charset=utf-7", b">", b"> ",
        b"References: <", b"-- \n", b"Date: ", b"+9999", b"\xa1\xd2\xe9", b"<blockquote>", b"filename*=x''%ff",
        b"Content-Type: text/html; charset=\"\n", b"begin 644 x\n", b"\0", b"On a wrote:\n", b"a@b.example",
        "ก็้".encode(), b"081 234 5678",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(_words, st.binary(max_size=12)), max_size=40).map(b"".join))
@example(b"Subject: =?utf-8?q?=?=\n")
def test_no_file_breaks_the_reader(junk: bytes) -> None:
    good = mail("Good", Message_ID="<good@x>", Subject="Good")
    found = read(mail(b"x\n\n", Message_ID="<1@x>") + FROM + junk + b"\n\n" + good)
    ids = [post.external_id for one in found if isinstance(one, ThreadRead) for post in one.posts]
    assert "good@x" in ids
    assert len(ids) == len(set(ids))
    for one in found:
        for post in one.posts if isinstance(one, ThreadRead) else []:
            assert post.text.strip()
            assert "@" not in post.name


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
@example("0" * 50_000)
@example("ก" * 6_000)
@example("a@" * 3_000)
def test_text_keeps_its_size_and_tells_no_address(text: str) -> None:
    made = markdown_of(text, [])
    assert len(made.encode()) <= 50_000
    assert "x@y.example" not in markdown_of(f"{text} x@y.example {text}", [])


@pytest.mark.django_db
def test_a_list_comes_in_and_a_later_month_goes_on(tmp_path: Path) -> None:
    person = user(email="somchai@old.example")
    community(slug="list")
    march, april = tmp_path / "march.mbox", tmp_path / "april.mbox"
    march.write_bytes(mail("น้ำผึ้งป่า", Message_ID="<1@x>") + mail("Wrong clock", Message_ID="<2@x>", In_Reply_To="<1@x>",
                      Date="Tue, 4 Mar 1980 10:00:00", From="kham at old.example (ຄຳ)"))  # fmt: skip
    april.write_bytes(mail("A month later", Message_ID="<3@x>", References="<1@x> <2@x>"))
    for file in (march, april, march):
        call_command("import_mbox", str(file), community="list", stdout=io.StringIO(), stderr=io.StringIO())
    thread = Thread.objects.get()
    assert [(post.author, post.author_name, post.language) for post in thread.posts.all()] == [
        (person, "Somchai", "th"), (None, "ຄຳ", "en"), (person, "Somchai", "en")
    ]  # fmt: skip
    assert (thread.title, thread.reply_count, Post.objects.count()) == ("Honey", 2, 3)
    assert set(ImportedPost.objects.values_list("source", flat=True)) == {"mail"}


@pytest.mark.django_db
def test_files_come_in_with_their_message_and_others_are_named(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG")
    message = EmailMessage()
    message["From"], message["Subject"] = "Mai <mai@old.example>", "Bản đồ rừng"
    message["Date"], message["Message-ID"] = "Mon, 3 Mar 2014 12:00:00 +0700", "<map@old.example>"
    message.set_content("Bản đồ ở đây.")
    message.add_attachment(picture.getvalue(), maintype="image", subtype="jpeg", filename="ban-do.jpg")
    message.add_attachment(b"MZ\x90\x00 a program", maintype="application", subtype="octet-stream", filename="x.exe")
    file = tmp_path / "list.mbox"
    file.write_bytes(b"From mai@old.example Mon Mar  3 12:00:00 2014\n" + message.as_bytes() + b"\n")
    space = community(slug="list")
    options = {"community": "list", "stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("import_mbox", str(file), dry_run=True, **options)
    assert not Attachment.objects.exists()
    call_command("import_mbox", str(file), **options)
    post = Post.objects.get(thread__community=space)
    brought = post.attachments.get()
    assert (brought.name, brought.kind, post.attachment_count) == ("ban-do.jpg", "jpg", 1)
    assert brought.file.storage.exists(brought.file.name)
    assert "x.exe" in post.text
    assert "ban-do.jpg" not in post.text
