"""Cohorts and what stands on them: who may note participants, and who sees whose badges."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from cms.roles import EDITORS
from library.models import Champion, LearningRoute, RouteEdition
from library.refusals import NotAllowed
from people import badges, cohorts, inviting
from people.models import Invitation, Participation, Profile
from tests.factories import community, facilitator, member, user
from tests.factories.routes import alumna, edition, profile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

TITLES = {"en": "Forests of the Mekong", "vi": "Rừng Mê Kông", "lo": "ປ່າແມ່ນ້ຳຂອງ"}
VISITOR = AnonymousUser()


def editor() -> Any:
    person = user(is_staff=True)
    person.groups.add(Group.objects.get(name=EDITORS))
    return person


def _as(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _states(of: RouteEdition) -> dict[Any, str]:
    return dict(Participation.objects.filter(edition=of).values_list("user", "state"))


def test_an_editor_looks_after_a_cohort_and_nobody_else_does() -> None:
    journey, person = edition(TITLES), user()
    space = community()
    there = Participation.objects.create(edition=journey, user=user())
    invitation, _token = inviting.invite_by_link(edition=journey, by=editor())
    attempts = (
        lambda by: cohorts.note_participant(edition=journey, person=person, by=by),
        lambda by: cohorts.change_state(participants=[there], state="travelled", by=by),
        lambda by: cohorts.take_off(participants=[there], by=by),
        lambda by: inviting.invite_by_link(edition=journey, by=by),
        lambda by: inviting.letters_to(edition=journey, by=by, lines="a@test.example", language="en"),
        lambda by: inviting.invite_by_letters(edition=journey, by=by, lines="a@test.example", language="en"),
        lambda by: inviting.revoke(invitation=invitation, by=by),
    )
    before = (_states(journey), Invitation.objects.count())
    for nobody in (facilitator(space), member(space), alumna(user(), journey), user(is_staff=True), VISITOR):
        if nobody is not VISITOR:
            for address in ("", f"{journey.pk}/", f"{journey.pk}/invitations/"):
                assert _as(nobody).get(f"/admin/cohorts/{address}").status_code == 302
                assert _as(nobody).post(f"/admin/cohorts/{address}", {"do": "all_travelled"}).status_code == 302
        for attempt in attempts:
            with pytest.raises(NotAllowed):
                attempt(nobody)
        Participation.objects.filter(edition=journey).exclude(pk=there.pk).delete()
    assert before == (_states(journey), Invitation.objects.count())
    by = editor()
    for attempt in attempts:
        attempt(by)
    assert _states(journey) == {person.pk: "travelled"}
    for address in ("", f"{journey.pk}/", f"{journey.pk}/invitations/"):
        assert _as(by).get(f"/admin/cohorts/{address}").status_code == 200


def test_who_is_added_is_in_the_cohort_once_and_the_route_remembers_who_did_it() -> None:
    day = timezone.localdate()
    coming, over = edition(TITLES, starts_on=day, ends_on=day), edition(TITLES)
    person, by = user(name="ສົມພອນ"), editor()
    for journey, state in ((coming, "selected"), (over, "travelled")):
        for _tap in range(2):
            _as(by).post(f"/admin/cohorts/{journey.pk}/", {"do": "add", "person": person.pk})
        assert _states(journey) == {person.pk: state}
        noted = ModelLogEntry.objects.get(action="people.participant_noted", object_id=str(journey.route_id))
        assert (noted.user, noted.data["people"]) == (by, [person.pk])
        assert person.name not in str(noted.data)
        assert person.name in _as(by).get(f"/admin/cohorts/{journey.pk}/").content.decode()
    history = _as(by).get(f"/admin/snippets/library/learningroute/history/{over.route_id}/").content.decode()
    assert "Somebody was added to a cohort" in history
    answer = _as(by).post(f"/admin/cohorts/{over.pk}/", {"do": "add", "person": ""})
    assert answer.status_code == 422
    with pytest.raises(ValidationError):
        cohorts.note_participant(edition=over, person=user(is_active=False), by=by)


def test_states_change_for_the_chosen_for_all_and_back_and_mistakes_go_when_somebody_is_sure() -> None:
    journey, other, by = edition(TITLES), edition(TITLES), editor()
    rows = [Participation.objects.create(edition=journey, user=user()) for _number in range(4)]
    elsewhere = Participation.objects.create(edition=other, user=rows[0].user)
    client, url = _as(by), f"/admin/cohorts/{journey.pk}/"
    client.post(url, {"do": "withdrew", "chosen": [rows[0].pk, elsewhere.pk, "x", "٣", "9" * 30]})
    client.post(url, {"do": "all_travelled"})
    assert list(_states(journey).values()) == ["withdrew", "travelled", "travelled", "travelled"]
    assert list(_states(other).values()) == ["selected"]
    client.post(url, {"do": "selected", "chosen": [rows[1].pk]})
    assert _states(journey)[rows[1].user_id] == "selected"
    for nonsense in ({"do": "promoted", "chosen": rows[1].pk}, {"do": "travelled"}, {}):
        assert client.post(url, nonsense).status_code == 302
    asked = client.post(url, {"do": "take_off", "chosen": [rows[2].pk]})
    assert asked.status_code == 200
    assert len(_states(journey)) == 4
    client.post(url, {"do": "take_off", "chosen": [rows[2].pk], "sure": "yes"})
    assert rows[2].user_id not in _states(journey)
    with pytest.raises(ValidationError):
        cohorts.change_state(participants=rows[:1], state="promoted", by=by)


def test_an_edition_with_a_cohort_and_its_route_are_not_deleted_in_the_admin() -> None:
    journey, by = edition(TITLES), editor()
    route = journey.route
    empty = LearningRoute.objects.create(code="empty")
    person = alumna(user(), journey)
    client, base = _as(by), "/admin/snippets/library/learningroute"
    assert client.get(f"{base}/delete/{empty.pk}/").status_code == 200
    for attempt in (
        client.post(f"{base}/delete/{route.pk}/"),
        client.post(f"/admin/bulk/library/learningroute/delete/?id={route.pk}"),
    ):
        assert attempt.status_code in (200, 302)
        assert LearningRoute.objects.filter(pk=route.pk).exists()
    form = _form_of(route) | {"editions-0-DELETE": "on"}
    page = client.post(f"{base}/edit/{route.pk}/", form)
    assert "has a cohort" in page.content.decode()
    assert RouteEdition.objects.filter(pk=journey.pk).exists()
    Participation.objects.filter(user=person).delete()
    assert client.post(f"{base}/edit/{route.pk}/", form).status_code == 302
    assert not RouteEdition.objects.filter(pk=journey.pk).exists()


def _form_of(route: LearningRoute) -> dict[str, Any]:
    form: dict[str, Any] = {"code": route.code, "theme": ""}
    for prefix, rows, fields in (
        ("texts", list(route.texts.order_by("pk")), ("language", "title")),
        ("editions", list(route.editions.order_by("pk")), ("code", "starts_on", "ends_on", "source")),
    ):
        form |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        form |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000}
        for number, row in enumerate(rows):
            form |= {f"{prefix}-{number}-id": row.pk, f"{prefix}-{number}-ORDER": number + 1}
            form |= {f"{prefix}-{number}-{field}": getattr(row, field) for field in fields}
    return form


def test_an_editor_writes_a_route_in_several_languages_with_its_journeys() -> None:
    client = _as(editor())
    made = LearningRoute(code="mekong-forests")
    form = _form_of_new(made)
    assert client.post("/admin/snippets/library/learningroute/add/", form).status_code == 302
    journey = RouteEdition.objects.named().get(code="mekong-2012")
    assert journey.name_in("lo") == "ປ່າແມ່ນ້ຳຂອງ (2012)"
    wrong = form | {"code": "other", "editions-0-code": "other", "editions-0-ends_on": "2012-11-01"}
    assert "before the first" in client.post("/admin/snippets/library/learningroute/add/", wrong).content.decode()
    for address in ("snippets/library/learningroute/", "cohorts/"):
        assert client.get(f"/admin/{address}").status_code == 200


def _form_of_new(route: LearningRoute) -> dict[str, Any]:
    texts = [("en", TITLES["en"]), ("lo", TITLES["lo"])]
    form: dict[str, Any] = {"code": route.code, "theme": ""}
    for prefix, number in (("texts", 2), ("editions", 1)):
        form |= {f"{prefix}-TOTAL_FORMS": number, f"{prefix}-INITIAL_FORMS": 0}
        form |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000}
    for number, (language, title) in enumerate(texts):
        form |= {f"texts-{number}-language": language, f"texts-{number}-title": title, f"texts-{number}-ORDER": number}
    return form | {
        "editions-0-code": "mekong-2012", "editions-0-starts_on": "2012-11-12", "editions-0-ends_on": "2012-11-19",
        "editions-0-source": "", "editions-0-ORDER": 0,
    }  # fmt: skip


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/invitations/"])
def test_lists_of_cohorts_ask_as_much_for_many_as_for_few(path: str) -> None:
    by, journey = editor(), edition(TITLES)
    client, numbers = _as(by), []
    for _size in range(2):
        for _more in range(4):
            edition(TITLES)
            alumna(user(), journey)
            _made, token = inviting.invite_by_link(edition=journey, by=by)
            inviting.accept(token=token, user=user())
        address = f"/admin/cohorts/{path.format(pk=journey.pk)}"
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


# -- badges

LEVELS = ("public", "members", "nobody")
READERS = ("visitor", "member", "self")


def _sees(level: str, who: str) -> bool:
    return level == "public" or who == "self" or (level == "members" and who == "member")


@pytest.mark.parametrize("shows_me", LEVELS)
@pytest.mark.parametrize("shows_routes", LEVELS)
@pytest.mark.parametrize("consent", ["public", "members", "none"])
def test_a_badge_is_seen_by_whom_it_is_shown_to_on_the_page_and_in_lists(
    shows_me: str, shows_routes: str, consent: str
) -> None:
    person = alumna(user(), edition(TITLES))
    Champion.objects.create(code="honey", name="Demo persona", account=person, consent=consent)
    told = profile(person, shows_me=shows_me, shows_routes=shows_routes)
    told = Profile.objects.get(pk=told.pk)
    for who, reader in zip(READERS, (VISITOR, user(), person), strict=True):
        expected = []
        if _sees(shows_me, who):
            if consent != "none" and (consent == "public" or who != "visitor"):
                expected.append("champion")
            if _sees(shows_routes, who):
                expected.append("alumni")
        assert badges.badge_kinds(told, reader) == expected, who
        assert [badge.kind for badge in badges.badges_of(person, reader)] == expected, who


def test_who_told_nothing_of_themselves_has_no_badges() -> None:
    person = alumna(user(), edition(TITLES))
    assert badges.badges_of(person, user()) == []
    assert badges.badge_kinds(None, user()) == []
    assert badges.badges_in_lists(None, VISITOR) == []


def test_badges_are_named_in_the_readers_language_and_lead_to_the_champions_page() -> None:
    journey = edition(TITLES, starts_on="2014-12-06", ends_on="2014-12-13")
    person = alumna(alumna(user(), edition(TITLES)), journey)
    Champion.objects.create(code="honey", name="Demo persona", account=person, consent="public")
    profile(person)
    with translation.override("lo"):
        champion, last, first = badges.badges_of(person, user())
        assert champion.url == "/lo/library/people/honey/"
        assert (last.label, first.label) == ("ປ່າແມ່ນ້ຳຂອງ (2015)", "ປ່າແມ່ນ້ຳຂອງ (2014)")
        page = render_to_string("people/parts/badges.html", {"badges": [champion, first]})
    assert "ປ່າແມ່ນ້ຳຂອງ (2014)" in page
    assert 'href="/lo/library/people/honey/"' in page
    assert render_to_string("people/parts/badges.html", {"badges": []}).strip() == ""


def _on(told: Profile) -> dict[str, str]:
    return Profile.objects.get(pk=told.pk).badges


def test_what_stands_on_a_profile_follows_whatever_changes_it() -> None:
    journey, by, person = edition(TITLES), editor(), user()
    told, other = profile(person), profile(user())
    row = cohorts.note_participant(edition=journey, person=person, by=by, state="selected")
    assert _on(told) == {}
    cohorts.change_state(participants=[row], state="travelled", by=by)
    assert _on(told) == {"alumni": "members"}
    told.refresh_from_db()
    told.shows_routes = "public"
    told.save()
    assert _on(told) == {"alumni": "public"}
    page = Champion.objects.create(code="honey", name="Demo persona", account=person, consent="members")
    assert _on(told) == {"alumni": "public", "champion": "members"}
    page.consent = "public"
    page.save()
    assert _on(told)["champion"] == "public"
    page = Champion.objects.get(pk=page.pk)
    page.account = other.user
    page.save()
    assert (_on(told), _on(other)) == ({"alumni": "public"}, {"champion": "public"})
    page.delete()
    cohorts.take_off(participants=[row], by=by)
    assert (_on(told), _on(other)) == ({}, {})


def test_badges_are_repaired_and_cost_a_list_no_query() -> None:
    people = [alumna(user(), edition(TITLES)) for _number in range(3)]
    told = [profile(person) for person in people]
    Profile.objects.filter(pk__in=[told[0].pk, told[1].pk]).update(badges={"champion": "public"})
    call_command("repair_badges")
    assert badges.repair() == 0
    rows, reader = list(Profile.objects.all()), user()
    with CaptureQueriesContext(connection) as asked:
        assert [badges.badge_kinds(row, reader) for row in rows] == [["alumni"]] * 3
    assert len(asked) == 0


def test_a_journey_is_over_the_day_after_its_last() -> None:
    today = timezone.localdate()
    for last, over in ((today, False), (today - timedelta(days=1), True)):
        assert cohorts.is_over(edition(TITLES, starts_on=today - timedelta(days=7), ends_on=last)) is over
