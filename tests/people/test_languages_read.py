"""The languages that a profile names drive what a reader of discussions is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.models import Community, Post
from library import remembering
from people.languages_read import languages_read_by, languages_written_by
from people.models import ProfileLanguage
from tests.factories import community, member, profile, reply, thread, user

pytestmark = pytest.mark.django_db


def speaker(space: Community, *languages: str, **fields: Any) -> Any:
    person = member(space, user=user(**fields))
    profile(person, languages=languages)
    return person


def test_what_somebody_reads_is_what_they_say_else_the_language_of_their_account() -> None:
    space = community()
    assert languages_read_by(AnonymousUser()) == languages_written_by(AnonymousUser()) == ()
    assert languages_read_by(user(language="")) == ()
    assert languages_read_by(user(language="lo")) == ("lo",)
    one = speaker(space, "ksw", "th", "en", language="vi")
    ProfileLanguage.objects.filter(language="en").update(reads=False)
    ProfileLanguage.objects.filter(language="ksw").update(writes=False)
    assert languages_read_by(one) == ("ksw", "th")
    assert languages_written_by(one) == ("th", "en")
    assert languages_written_by(user(language="vi")) == ()  # what we write in is not what they write
    with remembering.asked_once(), CaptureQueriesContext(connection) as queries:
        for _time in range(3):
            languages_read_by(one)
            languages_written_by(one)
    assert len(queries) == 1


def test_only_a_language_that_the_reader_does_not_know_is_marked(client: Client, outline: None) -> None:
    space = community(titles={"th": "ป่าของเรา", "en": "Our forest"})
    started = thread(community=space, title="ปลูกป่า", text="ใครปลูกอะไรบ้าง", language="th")
    reply(started, text="ປູກໄຜ່", language="lo")
    pages = (f"/en/communities/{space.slug}/{started.pk}/", f"/en/communities/{space.slug}/", "/en/communities/")

    def marks(who: Any) -> list[set[str]]:
        client.force_login(who) if who else client.logout()
        found = []
        for page in pages:
            text = client.get(page).content.decode()
            found.append({name for name in ("Thai", "Lao") if f'<span class="language-mark">in {name}<' in text})
        return found

    assert marks(None) == [{"Thai", "Lao"}, {"Thai"}, {"Thai"}]
    assert marks(speaker(space, "en", "th")) == [{"Lao"}, set(), set()]
    assert marks(speaker(space, "th", "lo")) == [set(), set(), set()]
    assert marks(speaker(space, "vi")) == marks(None)


def test_a_list_of_threads_in_the_languages_that_i_read(client: Client, outline: None) -> None:
    space = community(titles={"en": "Our forest"})
    for title, language in (("ปลูกป่า", "th"), ("ປູກໄຜ່", "lo"), ("Trồng rừng", "vi"), ("Planting", "en")):
        thread(community=space, title=title, language=language)

    def listed(who: Any, address: str = f"/en/communities/{space.slug}/?list=readable") -> set[str]:
        client.force_login(who) if who else client.logout()
        text = client.get(address).content.decode()
        return {title for title in ("ปลูกป่า", "ປູກໄຜ່", "Trồng rừng", "Planting") if f">{title}<" in text}

    everything = {"ปลูกป่า", "ປູກໄຜ່", "Trồng rừng", "Planting"}
    assert listed(speaker(space, "th", "lo", "ksw")) == {"ปลูกป่า", "ປູກໄຜ່"}
    assert listed(speaker(space, "lo"), "/en/communities/-/threads/?list=readable") == {"ປູກໄຜ່"}
    assert listed(member(space, user=user(language="vi"))) == {"Trồng rừng"}
    assert listed(member(space, user=user(language=""))) == everything  # nothing said, nothing left out
    assert listed(None) == everything
    assert "list=readable" not in client.get(f"/en/communities/{space.slug}/").content.decode()


def test_a_form_begins_with_the_one_language_that_somebody_writes(client: Client, outline: None) -> None:
    space = community(titles={"en": "Our forest"})
    started = thread(community=space)
    pages = (f"/en/communities/{space.slug}/start/", f"/en/communities/{space.slug}/{started.pk}/")

    def chosen(who: Any) -> list[bool]:
        client.force_login(who)
        return ['<option value="vi" selected>' in client.get(page).content.decode() for page in pages]

    assert chosen(speaker(space, "vi", "ksw")) == [True, True]
    assert chosen(speaker(space, "th", "vi")) == [False, False]  # their text shows it
    assert chosen(member(space, user=user(language="vi"))) == [False, False]


@pytest.mark.parametrize(("languages", "language"), [(("vi", "th"), "vi"), (("th", "en"), "en"), ((), "en")])
def test_a_text_that_does_not_show_its_language_is_in_one_that_its_writer_writes(
    client: Client, outline: None, languages: tuple[str, ...], language: str
) -> None:
    space = community(titles={"en": "Our forest"})
    started = thread(community=space, language="en")
    client.force_login(speaker(space, *languages))
    client.post(f"/en/communities/{space.slug}/{started.pk}/", {"text": "Cam on ban nhieu", "language": ""})
    assert Post.objects.latest("pk").language == language
