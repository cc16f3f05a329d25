"""What the site knows about somebody, as a file: whole, theirs alone, and gone in time."""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client, TestCase
from django.utils import timezone

from community import mailing
from community.models import Attachment, OutgoingMail
from library.models import Theme
from library.refusals import NotAllowed
from people import archive, my_data
from people.models import DataRequest
from privacy import registry
from tests.factories import PASSWORD, profile, reply, thread, user
from tests.factories.everything_about import everything_about, row_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]
State = DataRequest.State
STORAGE = DataRequest._meta.get_field("file").storage
GIVEN = [table for table in registry.tables() if table.gives or table.files]


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in _stored():
        STORAGE.delete(f"my-data/{name}")


def _zip(person: Any) -> ZipFile:
    file = BytesIO()
    archive.write_archive(person, file, language=person.language)
    return ZipFile(file)


def _made(person: Any) -> DataRequest:
    my_data.ask(user=person)
    my_data.make_due()
    return DataRequest.objects.get(user=person)


def _stored() -> list[str]:
    try:
        return STORAGE.listdir("my-data")[1]
    except FileNotFoundError:
        return []


def _signed_in(person: Any) -> Client:
    """Who has just given their password."""
    client = Client()
    client.post("/en/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    return client


# What is in it


def test_everything_the_registry_says_is_in_it_and_nothing_of_another_and_no_secret() -> None:
    person, other = user("ผู้ขอข้อมูล"), user("Somebody else")
    everything_about(other)
    rows = everything_about(person)
    zipped = _zip(person)
    names = set(zipped.namelist())
    for table in GIVEN:
        row = rows[table.model, table.person]
        assert archive.name_of(table) in names
        given = json.loads(zipped.read(archive.name_of(table)))
        assert all({key.replace(".", "__") for key in found} >= set(table.gives) for found in given)
        for file in table.files:
            stored = row
            for way in file.split("__"):
                stored = getattr(stored, way)
            place = next(found[file.replace("__", ".")] for found in given if found[file.replace("__", ".")])
            with stored.open("rb") as opened:
                assert zipped.read(place) == opened.read()
    everything = "\n".join(zipped.read(name).decode(errors="replace") for name in names)
    assert words_of(person) in everything, "Thai and Lao stand in it as they are written"
    assert words_of(other) not in everything
    assert other.email not in everything
    texts = [zipped.read(name).decode() for name in names if name.endswith(".json")]
    keys = {key for text in texts for key in re.findall(r'"([\w.]+)":', text)}
    assert not keys & {"password", "hash", "token_hash", "key_hash", "session_key", "submission"}
    assert zipped.testzip() is None


def test_what_hangs_on_a_row_stands_with_it() -> None:
    person = user()
    made = profile(person, languages=("th", "ksw"), work="ปลูกกาแฟ")
    made.themes.add(Theme.objects.get(code="natural-resources"))
    given = json.loads(_zip(person).read("people/profile.user.json"))
    assert [row["language"] for row in given[0]["languages"]] == ["th", "ksw"]
    assert given[0]["themes"] == [{"code": "natural-resources"}]
    assert given[0]["work"] == "ปลูกกาแฟ"


@pytest.mark.parametrize("language", ["th", "lo", "vi", "en"])
def test_its_first_page_says_what_is_what_in_the_language_of_the_person(language: str) -> None:
    person = user("ຜູ້ຂໍ <b>", language=language)
    thread(author=person)
    zipped = _zip(person)
    page = zipped.read("index.html").decode()
    assert f'<html lang="{language}">' in page
    assert "ຜູ້ຂໍ &lt;b&gt;" in page
    assert "ຜູ້ຂໍ <b>" in zipped.read("README.txt").decode()
    assert re.findall(r'href="([^"]+)"', page) == [name for name in zipped.namelist() if name.endswith(".json")]


def test_many_rows_are_written_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "AT_ONCE", 3)
    person = user()
    started = thread(author=person)
    posts = [reply(started, author=person).pk for _number in range(7)]
    given = json.loads(_zip(person).read("community/post.author.json"))
    assert [row["id"] for row in given][1:] == posts


def test_a_file_that_is_gone_is_named_and_spoils_nothing() -> None:
    person = user()
    attachment = row_of(Attachment, uploaded_by=person)
    attachment.file.storage.delete(attachment.file.name)
    zipped = _zip(person)
    assert f"{attachment.pk}-" in zipped.read("README.txt").decode().rpartition("no longer")[2]
    assert "community/attachment.uploaded_by.json" in zipped.namelist()


# Asking and getting


def test_somebody_asks_gets_a_letter_and_downloads(django_capture_on_commit_callbacks: Any) -> None:
    person = user("ສົມສະໄໝ", language="lo")
    client = _signed_in(person)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/lo/accounts/data/").status_code == 302
        assert DataRequest.objects.get().state == State.WAITING, "nobody waits for it in the request"
    mailing.deliver_due()
    letter = mail.outbox[-1]
    assert letter.to == [person.email]
    link = re.search(r"https?://[^/\s]+(/lo/accounts/data/)", str(letter.body))
    assert link
    page = client.get(link[1]).content.decode()
    address = re.search(r'href="(/lo/accounts/data/[0-9a-f-]{36}/)"', page)
    assert address
    response = client.get(address[1])
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    assert "account.json" in ZipFile(BytesIO(b"".join(response.streaming_content))).namelist()


def test_the_password_is_asked_once_more_before_the_download() -> None:
    person = user()
    row = _made(person)
    client = Client()
    client.force_login(person)
    response = client.get(f"/en/accounts/data/{row.key}/")
    assert response.status_code == 302
    assert "/reauthenticate/" in response.url
    assert Client().get(f"/en/accounts/data/{row.key}/").url.startswith("/en/accounts/login/")


def test_nobody_gets_the_data_of_another_not_even_an_administrator() -> None:
    row = _made(user())
    for other in (user(), user(is_staff=True, is_superuser=True)):
        client = _signed_in(other)
        assert client.get(f"/en/accounts/data/{row.key}/").status_code == 404
        assert str(row.key) not in client.get("/en/accounts/data/").content.decode()
    assert _signed_in(row.user).get(f"/en/accounts/data/{uuid.uuid4()}/").status_code == 404


def test_asking_twice_is_asking_once_and_once_a_day_is_enough() -> None:
    person = user()
    first = my_data.ask(user=person)
    assert my_data.ask(user=person) == first
    my_data.make_due()
    with pytest.raises(NotAllowed):
        my_data.ask(user=person)
    client = _signed_in(person)
    page = client.post("/en/accounts/data/", follow=True).content.decode()
    assert "tomorrow" in page
    assert DataRequest.objects.count() == 1
    my_data.ask(user=user())
    DataRequest.objects.filter(pk=first.pk).update(asked_at=timezone.now() - my_data.EVERY)
    second = my_data.ask(user=person)
    my_data.make_due()
    assert list(DataRequest.objects.filter(user=person)) == [second], "the new one takes the place of the old"


def test_after_a_week_it_is_gone_and_so_is_its_file() -> None:
    person = user()
    row = _made(person)
    kept = _made(user())
    client = _signed_in(person)
    assert len(_stored()) == 2
    DataRequest.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    assert client.get(f"/en/accounts/data/{row.key}/").status_code == 404
    _committed(my_data.forget_expired)
    assert list(DataRequest.objects.all()) == [kept]
    assert _stored() == [f"{kept.key}-1.zip"]


def test_the_file_goes_with_the_person() -> None:
    row = _made(user())
    _committed(row.user.delete)
    assert _stored() == []


# Accidents


def test_what_fails_is_tried_again_and_then_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    person = user()
    row = my_data.ask(user=person)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as failing:
        failing.setattr(my_data, "write_archive", broken)
        assert not my_data.make_now(row.pk)
        row.refresh_from_db()
        assert (row.state, row.attempts) == (State.WAITING, 1)
        assert not my_data.make_now(row.pk), "not before its time"
        for _number in range(3):
            DataRequest.objects.update(next_attempt_at=timezone.now())
            my_data.make_due()
    row.refresh_from_db()
    assert (row.state, row.next_attempt_at) == (State.FAILED, None)
    assert _stored() == []
    assert "could not be made" in _signed_in(person).get("/en/accounts/data/").content.decode()
    again = my_data.ask(user=person)
    assert my_data.make_now(again.pk), "who was failed may ask at once"


def test_a_killed_worker_leaves_nothing_stuck_and_no_file_behind(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.SEARCH_LEARNS = False

    class Killed(BaseException):
        pass

    def killed(*args: Any, **kwargs: Any) -> None:
        raise Killed

    row = my_data.ask(user=user())
    with monkeypatch.context() as dying:
        # After the file was stored, before the row says so.
        dying.setattr(my_data, "write", killed)
        with pytest.raises(Killed):
            my_data.make_now(row.pk)
    assert _stored() == [f"{row.key}-1.zip"]
    my_data.make_due()
    row.refresh_from_db()
    assert row.state == State.WAITING, "another may be at it still"
    DataRequest.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    call_command("run_due", verbosity=0)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.READY, 2)
    DataRequest.objects.update(expires_at=timezone.now())
    _committed(my_data.forget_expired)
    assert _stored() == [], "what the killed one wrote goes, too"


def test_a_worker_that_was_overtaken_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    row = my_data.ask(user=user())
    written = archive.write_archive

    def slow(*args: Any, **kwargs: Any) -> None:
        DataRequest.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
        monkeypatch.setattr(my_data, "write_archive", written)
        assert my_data.make_now(row.pk)
        written(*args, **kwargs)

    monkeypatch.setattr(my_data, "write_archive", slow)
    assert not my_data.make_now(row.pk)
    row.refresh_from_db()
    assert row.state == State.READY
    assert _stored() == [f"{row.key}-2.zip"]
    assert OutgoingMail.objects.count() == 1


def _committed(act: Any) -> None:
    """What follows a commit follows here, too."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        act()
