"""What somebody tells of themselves, and who sees it."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from PIL import Image

from library.models import Consent
from people import portraying, renaming, telling
from people.models import Profile, Shown
from people.models.profile import PARTS
from people.telling import Known, Told
from search.models import Change
from tests.factories import alumna, community, edition, member, profile, reply, thread, user
from tests.factories.directory import champion
from tests.factories.files import photo
from tests.people.showing import FILTERS, READERS, WORDS, Reader, all_at, reader, sees, teller, things

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

PROFILE, PHOTO = "/en/accounts/profile/", "/en/accounts/profile/photo/"
LEVELS = ("public", "members", "nobody")


def _photo_of(page: str) -> str:
    found = re.search(r'src="(/en/people/photos/[^"]+/)"', page)
    return found[1] if found else ""


# Who sees what


def test_every_part_is_seen_by_those_it_is_shown_to_on_pages_in_filters_and_as_a_file() -> None:
    people = {level: teller(f"Persona {level}", **all_at(level)) for level in LEVELS}
    for who in READERS:
        for level, shown in people.items():
            asking = reader(who, person=shown.user)
            page, expected = asking.page(shown), sees(who, level)
            assert f"Persona {level}" in page
            told = {part: word in page for part, word in WORDS.items()}
            assert told == dict.fromkeys(WORDS, expected), (who, level)
            assert bool(_photo_of(page)) == expected, (who, level)
            for size in ("", "small/"):
                given_photo = asking.client.get(f"/en/people/photos/{shown.photo_key}/{size}")
                assert (given_photo.status_code == 200) == expected, (who, level, size)
        others = reader("member" if who == "self" else who)
        for part, question in FILTERS.items():
            expected_names = {f"Persona {level}" for level in LEVELS if sees(others.who, level)}
            assert others.found(question) == expected_names, (who, part)
        listed = others.client.get("/en/people/").content.decode()
        assert listed.count(WORDS["place"]) == listed.count("small/") == len(expected_names)
        # The number beside a value of a filter is that of whom it finds.
        counts = {
            facet["field"]: [value["count"] for value in facet["values"]]
            for facet in others.client.get("/en/people/").context["facets"]
        }
        assert counts == {"country": [len(expected_names)], "language": [len(expected_names)]} | {
            "theme": [len(expected_names)],
            "edition": [len(expected_names)],
        }


_level = st.sampled_from(LEVELS)


@trying(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(levels=st.fixed_dictionaries(dict.fromkeys(("me", *PARTS), _level)), who=st.sampled_from(READERS[:3]))
def test_no_answer_reveals_a_part_to_whom_it_is_not_shown(
    one_teller: Profile, others: dict[str, Reader], levels: dict[str, str], who: str
) -> None:
    for part, level in levels.items():
        setattr(one_teller, f"shows_{part}", level)
    one_teller.save()
    asking, is_found = others[who], sees(who, levels["me"])
    page = asking.page(one_teller)
    for part, word in WORDS.items():
        assert (word in page) == (is_found and sees(who, levels[part])), part
    assert bool(_photo_of(page)) == (is_found and sees(who, levels["photo"]))
    given_photo = asking.client.get(f"/en/people/photos/{one_teller.photo_key}/")
    assert (given_photo.status_code == 200) == (is_found and sees(who, levels["photo"]))
    for part, question in FILTERS.items():
        assert asking.found(question) == ({one_teller.user.name} if is_found and sees(who, levels[part]) else set())
    everything = asking.client.get("/en/people/").content.decode()
    assert (one_teller.user.name in everything) == is_found
    for part in PARTS:
        if part != "photo" and not (is_found and sees(who, levels[part])):
            assert WORDS[part] not in everything, part


@pytest.fixture
def one_teller() -> Profile:
    return teller()


@pytest.fixture
def others() -> dict[str, Reader]:
    return {who: reader(who) for who in READERS[:3]}


@pytest.mark.parametrize("who", READERS)
def test_who_may_see_nothing_of_a_person_learns_no_name(who: str) -> None:
    silent = user("Persona who told nothing")
    hidden = teller("Persona whom nobody finds", with_photo=False, me="nobody")
    gone = teller("Persona who left", with_photo=False)
    gone.user.is_active = False
    gone.user.save()
    asking = reader(who, person=silent)
    for person in (silent, hidden.user, gone.user):
        answer = asking.client.get(f"/en/people/{person.pk}/")
        is_own = who == "self" and person == silent
        assert answer.status_code == (200 if is_own else 404)
        assert is_own or person.name not in answer.content.decode()
    assert asking.found() == set()
    assert asking.client.get(f"/en/people/{10**30}/").status_code == 404


def test_who_wrote_where_others_read_has_a_page_that_tells_no_more_than_they_show() -> None:
    hidden = teller("ນາງ ຄຳ", with_photo=False, me="nobody")
    champion(account=hidden.user)
    reply(thread(title="ผึ้งหนีรัง"), author=hidden.user, text="Ong mật")
    page = reader("visitor").page(hidden)
    assert "ນາງ ຄຳ" in page
    assert "Ong mật" in page
    assert '<meta name="robots" content="noindex">' in page
    assert not [word for word in WORDS.values() if word in page]
    assert "Local champion" not in page


def test_a_person_sees_their_page_as_others_do_and_nobody_else_can_ask_for_that() -> None:
    shown = teller(me="members", place="nobody", work="members")
    own, other = reader("self", person=shown.user), reader("member")
    seen = {how: own.page(shown, f"?as={how}") for how in ("", "member", "visitor", "nonsense")}
    for part in ("place", "work", "organisation"):
        told = {how: WORDS[part] in page for how, page in seen.items()}
        assert told == {"": True, "nonsense": True, "member": part != "place", "visitor": False}, part
    assert "Visitors do not find you" in seen["visitor"]
    assert WORDS["work"] in other.page(shown, "?as=visitor")


def test_badges_lead_to_the_champion_s_page_and_to_others_of_the_route() -> None:
    shown = teller(with_photo=False)
    champion(account=shown.user, code="kham", consent=Consent.MEMBERS)
    visitor, other = reader("visitor").page(shown), reader("member").page(shown)
    for page in (visitor, other):
        assert "/en/people/?edition=honey-2015" in page
    assert "/en/library/people/kham/" not in visitor
    assert "/en/library/people/kham/" in other


# Telling


def _sent(**changes: str) -> dict[str, str]:
    levels = {f"shows_{part}": "members" for part in telling.SHOWN}
    return {"name": "ນາງ ຄຳ", "letters_in": "lo", "accepts_letters": "on"} | levels | changes


def test_what_is_told_is_kept_in_every_script_and_language(client: Client) -> None:
    person = user("Before")
    things()
    client.force_login(person)
    sent = _sent(
        name="  นาง  คํา\u200b ",
        other_name="Nguyễn Thị Ong",
        country="LA",
        province="ນະຄອນຫຼວງວຽງຈັນ",
        organisation="สหกรณ์",
        work="ລ້ຽງເຜິ້ງ\r\nnuôi ong",
        shows_work="public",
        shows_place="nobody",
    )
    sent |= {"language-0": "ภาษาลาว", "language-1": "lao", "reads-1": "on", "language-2": "S’gaw Karen"}
    sent |= {"language-4": "Tiếng Việt", "writes-4": "on", "reads-2": "on", "theme-bees": "on"}
    answer = client.post("/th/accounts/profile/", sent | {"language-0": "ลาว", "reads-0": "on"})
    assert (answer.status_code, answer["Location"]) == (302, "/th/accounts/profile/")
    kept = Profile.objects.get(user=person)
    assert (kept.user.name, kept.other_name, kept.user.language) == ("นาง คำ", "Nguyễn Thị Ong", "lo")
    assert (kept.country_id, kept.province, kept.organisation) == ("LA", "ນະຄອນຫຼວງວຽງຈັນ", "สหกรณ์")
    assert (kept.work, kept.shows_work, kept.shows_place) == ("ລ້ຽງເຜິ້ງ\nnuôi ong", "public", "nobody")
    known = list(kept.languages.values_list("language", "reads", "writes"))
    assert known == [("lo", True, False), ("ksw", True, False), ("vi", False, True)]
    assert [theme.code for theme in kept.themes.all()] == ["bees"]
    page = client.get("/th/accounts/profile/").content.decode()
    for told in ("นาง คำ", "Nguyễn Thị Ong", "ນະຄອນຫຼວງວຽງຈັນ", "ລ້ຽງເຜິ້ງ", "ปกาเกอะญอ"):
        assert told in page
    client.post("/th/accounts/profile/", _sent(name="นาง คำ"))
    kept.refresh_from_db()
    assert (kept.other_name, kept.country_id, kept.languages.count(), kept.themes.count()) == ("", None, 0, 0)


def test_all_mistakes_are_said_at_once_and_nothing_that_was_typed_is_lost(client: Client) -> None:
    person = user("Before")
    client.force_login(person)
    sent = _sent(
        name=" ",
        work="ໂທ 020 5555 1234 ໄດ້",
        organisation="x" * 201,
        country="ZZ",
        shows_place="the whole world",
        letters_in="fr",
        other_name="kham@example.org",
    )
    sent |= {"language-0": "ພາສາທີ່ບໍ່ມີ", "language-1": "Thai"}
    answer = client.post(PROFILE, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {
        *(
            "name",
            "work",
            "organisation",
            "country",
            "shows_place",
            "letters_in",
            "other_name",
            "language-0",
            "__all__",
        ),
    }
    for typed in ("ໂທ 020 5555 1234 ໄດ້", "x" * 201, "ພາສາທີ່ບໍ່ມີ", 'value="Thai"', "kham@example.org"):
        assert typed in page
    assert answer.context["form"].lines == 2
    assert "Please say of Thai whether you read or write it." in page
    person.refresh_from_db()
    assert person.name == "Before"
    assert not Profile.objects.exists()


def test_a_session_that_ended_keeps_the_whole_form(client: Client) -> None:
    things()
    sent = _sent(work="ຂຽນຍາວ", shows_work="nobody") | {f"language-{number}": "Lao" for number in range(12)}
    sent |= {"theme-bees": "on", "writes-11": "on"}
    sent.pop("accepts_letters")
    assert client.post(PROFILE, sent)["Location"] == f"/en/accounts/login/?next={PROFILE}"
    client.force_login(user("Before"))
    form = client.get(PROFILE).context["form"]
    assert (form["work"].value(), form["shows_work"].value()) == ("ຂຽນຍາວ", "nobody")
    assert (form["language-11"].value(), form["writes-11"].value(), form["reads-11"].value()) == ("Lao", "on", False)
    assert form["theme-bees"].value() == "on"
    assert not form["accepts_letters"].value()
    client.post(PROFILE, sent)
    assert client.get(PROFILE).context["form"]["theme-bees"].value() is True


def test_a_verb_keeps_to_its_words_whoever_calls_it() -> None:
    person = user("ນາງ ຄຳ")
    told = Told(name="ນາງ ຄຳ", languages=[Known("th"), Known("lo", writes=False), Known("th", reads=False)])
    telling.tell(user=person, told=told)
    kept = Profile.objects.get(user=person)
    assert list(kept.languages.values_list("language", "reads", "writes")) == [("th", True, True), ("lo", True, False)]
    assert (kept.shows_me, kept.shows_work) == (Shown.MEMBERS, Shown.MEMBERS)
    for languages in ([Known("xx-nothing")], [Known("th")] * 13):
        with pytest.raises(ValidationError):
            telling.tell(user=person, told=Told(name="ນາງ ຄຳ", languages=languages))
    with pytest.raises(ValueError, match="photo"):
        telling.tell(user=person, told=Told(name="ນາງ ຄຳ", shows={"photo": "public"}))


def test_who_renames_themselves_is_found_by_the_new_name_everywhere() -> None:
    space = community()
    person = member(space, user=user("Kham"))
    started = thread(community=space, author=person)
    other = profile(person, other_name="ຄຳ")
    Change.objects.all().delete()
    renaming.rename(user=person, name="Nguyễn Thị Đào")
    assert started.pk in Change.objects.filter(kind="thread").values_list("object_id", flat=True)
    asking = reader("member")
    assert asking.found("q=dao thi") == asking.found("q=ຄຳ") == {"Nguyễn Thị Đào"}
    assert asking.found("q=kham") == set()
    other.refresh_from_db()
    assert str(other) == "Nguyễn Thị Đào"


# The photo


def test_nothing_is_left_of_a_photo_but_two_small_squares(client: Client) -> None:
    person = user()
    profile(person, shows_me="public")
    client.force_login(person)
    answer = client.post(PHOTO, {"photo": photo(size=(1200, 800)), "shows_photo": "public"})
    assert answer["Location"] == PROFILE
    kept = Profile.objects.get(user=person)
    assert kept.shows_photo == "public"
    for size, address in ((512, ""), (96, "small/")):
        given_photo = Client().get(f"/en/people/photos/{kept.photo_key}/{address}")
        content = b"".join(given_photo)
        image = Image.open(BytesIO(content))
        assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (size, size), {})
        assert b"A phone of somebody" not in content
        assert len(content) < 40 * size
        assert given_photo["Cache-Control"] == "public, max-age=300"
        assert given_photo["X-Content-Type-Options"] == "nosniff"


def test_a_new_photo_has_a_new_address_and_the_old_one_is_gone(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    shown = teller(photo="members")
    client.force_login(shown.user)
    before, files = shown.photo_key, [Path(shown.photo.path), Path(shown.small_photo.path)]
    address = f"/en/people/photos/{before}/"
    assert client.get(address)["Cache-Control"] == "private, max-age=300"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PHOTO, {"photo": photo(size=(300, 400)), "shows_photo": "members"})
    shown.refresh_from_db()
    assert shown.photo_key != before
    assert client.get(address).status_code == 404
    assert not [path for path in files if path.exists()]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PHOTO}remove/")
        client.post(f"{PHOTO}remove/")
    assert client.get(f"/en/people/photos/{shown.photo_key}/").status_code == 404
    assert not Path(shown.photo.path).exists()
    assert _photo_of(client.get(f"/en/people/{shown.user_id}/").content.decode()) == ""


def test_who_sees_a_photo_can_be_changed_without_sending_it_again(client: Client) -> None:
    shown = teller(photo="public")
    client.force_login(shown.user)
    client.post(PHOTO, {"shows_photo": "nobody"})
    assert Client().get(f"/en/people/photos/{shown.photo_key}/").status_code == 404
    assert client.get(f"/en/people/photos/{shown.photo_key}/").status_code == 200


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"<svg onload='x'/>", "not a photo we can read"),
        (b"", "The photo is empty"),
        (b"GIF89a" + b"\0" * 50, "not a photo we can read"),
        (b"\xff\xd8\xff\xe0 and then nothing", "not a photo we can read"),
        (b"\0" * 15_000_001, "too large"),
    ],
)
def test_a_file_that_is_no_photo_is_refused_with_a_sentence(client: Client, sent: bytes, sentence: str) -> None:
    client.force_login(user())
    upload = SimpleUploadedFile("ຮູບ.jpg", sent, content_type="image/jpeg")
    answer = client.post(PHOTO, {"photo": upload, "shows_photo": "members"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "choose the photo again" in answer.content.decode()
    assert not Profile.objects.exists()


def test_who_sends_photo_after_photo_is_asked_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portraying, "MOST_UPLOADS", 1)
    client.force_login(user())
    assert [client.post(PHOTO, {"photo": photo(), "shows_photo": "public"}).status_code for _ in range(2)] == [302, 429]
    assert client.post(PHOTO, {"shows_photo": "nobody"}).status_code == 302


def test_a_strip_and_a_dot_become_squares_too() -> None:
    for size in ((2000, 3), (1, 1)):
        kept = portraying.portray(user=user(), upload=photo(size=size), shown="public")
        assert len(set(Image.open(kept.photo.path).size)) == 1


# Beside what they wrote


def test_the_head_of_a_post_shows_what_its_author_shows_to_this_reader() -> None:
    space = community()
    started = thread(community=space)
    for level in LEVELS:
        author = teller(f"Persona {level}", **all_at(level))
        reply(started, author=author.user)
    silent = reply(started, author=user("ບໍ່ໄດ້ບອກຫຍັງ"))
    gone = teller("Persona who left").user
    reply(started, author=gone)
    gone.is_active = False
    gone.save()
    taught = teller("Persona who teaches", with_photo=False, routes="nobody")
    champion(account=taught.user, consent=Consent.MEMBERS)
    Profile.objects.filter(pk=taught.pk).update(badges={"champion": "members"})
    reply(started, author=taught.user)
    address = f"/en/communities/{space.slug}/{started.pk}/"
    for who in READERS[:3]:
        page = reader(who).client.get(address).content.decode()
        expected = sum(sees(who, level) for level in LEVELS)
        assert len(re.findall(r'<img class="person__photo" src="/en/people/photos/[^"]+/small/"', page)) == expected
        assert page.count("Travelled a learning route") == 2 * expected  # for the eye and for the ear
        assert ("Local champion" in page) == (who != "visitor")
        assert f"/en/people/{silent.author_id}/" in page
        assert f'"/en/people/{gone.pk}/"' not in page
    saver = Client(headers={"Save-Data": "on"}).get(address).content.decode()
    assert "/en/people/photos/" not in saver
    assert "Travelled a learning route" in saver


def test_a_thread_asks_as_much_of_many_authors_as_of_one() -> None:
    space = community()
    started = thread(community=space)
    asking = reader("member")

    def taken() -> int:
        asking.client.get(f"/en/communities/{space.slug}/{started.pk}/")
        with CaptureQueriesContext(connection) as queries:
            asking.client.get(f"/en/communities/{space.slug}/{started.pk}/")
        return len(queries)

    counts = []
    for number in range(4):
        author = teller(f"Persona {number}", with_photo=False)
        champion(account=author.user)
        Profile.objects.filter(pk=author.pk).update(badges={"alumni": "public", "champion": "public"})
        reply(started, author=author.user)
        counts.append(taken())
    assert len(set(counts[1:])) == 1


def test_a_person_s_page_takes_few_queries_whatever_they_tell() -> None:
    shown = teller(with_photo=False)
    asking = reader("member")
    asking.page(shown)
    with CaptureQueriesContext(connection) as few:
        asking.page(shown)
    for number in range(3):
        alumna(shown.user, edition({"en": f"Route {number}", "th": f"เส้นทาง {number}"}))
        theme, _route = things()
        shown.themes.add(type(theme).objects.create(code=f"theme-{number}"))
        shown.languages.create(language=("th", "vi", "lo")[number], order=number + 1)
    with CaptureQueriesContext(connection) as many:
        asking.page(shown)
    assert len(many) == len(few) <= 17
