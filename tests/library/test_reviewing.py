"""From draft to published: a machine's checks, a peer, an editor, and a letter at each step."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Task, TaskState, Workflow, WorkflowState

from cms.outline import ensure_outline
from community.models import OutgoingMail
from library import checking, reviewing
from library.models import BuildingBlock, CasePage, CaseResult, LibrarySettings
from tests.factories import PASSWORD, case, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


def _person(group: str, language: str) -> Any:
    person = user(f"Persona: {group}", language=language, is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    return person


def _complete(**fields: Any) -> CasePage:
    """A draft that passes every check."""
    page = case(published=False, countries=["LA"], **fields).get_latest_revision_as_object()
    page.consent = "given"
    page.case_results.add(CaseResult(claim="ລາຍຮັບເພີ່ມຂຶ້ນ", how_known="records", locale=page.locale))
    page.save_revision()
    return page


def _letters_to(person: Any) -> list[str]:
    parsed = [message_from_bytes(bytes(row.message), policy=default) for row in OutgoingMail.objects.order_by("pk")]
    return [letter["Subject"] + "\n" + letter.get_content() for letter in parsed if letter["To"] == person.email]


def _submit(page: CasePage, writer: Any) -> WorkflowState:
    return page.get_workflow().start(page, writer)


def test_a_case_goes_by_a_machine_a_peer_and_an_editor_and_is_published() -> None:
    writer, peer, editor = user(is_staff=True), _person(reviewing.PEERS, "lo"), _person(reviewing.EDITORS, "th")
    page = _complete(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    state = _submit(page, writer)
    assert state.current_task_state.task.name == "Review by a peer"
    assert not CasePage.objects.get().live
    state.current_task_state.approve(user=peer)
    state.refresh_from_db()
    assert state.current_task_state.task.name == "Review by an editor"
    assert not CasePage.objects.get().live
    state.current_task_state.approve(user=editor)
    assert CasePage.objects.get().live


def test_each_step_is_told_by_letter_in_the_language_of_whoever_gets_it() -> None:
    writer = user("Persona: writer", language="vi", is_staff=True)
    peer, editor = _person(reviewing.PEERS, "th"), _person(reviewing.EDITORS, "en")
    page = _complete(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    state = _submit(page, writer)
    (asked,) = _letters_to(peer)
    assert "ປ່າຊຸມຊົນ" in asked
    assert "has been submitted" not in asked
    state.current_task_state.approve(user=peer)
    state.refresh_from_db()
    assert "has been submitted" in _letters_to(editor)[-1]
    state.current_task_state.reject(user=editor, comment="Ai kể điều này?")
    (changes,) = _letters_to(writer)
    assert "Ai kể điều này?" in changes
    assert "has been rejected" not in changes
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda page: setattr(page, "consent", "asked"), "have not agreed"),
        (lambda page: setattr(page, "licence", ""), "licence"),
        (lambda page: page.countries.clear(), "country"),
        (lambda page: page.case_results.clear(), "result"),
        (
            lambda page: [page.building_blocks.add(BuildingBlock(title="ทุ่งหญ้า", locale=page.locale)) for _ in "12"],
            "ทุ่งหญ้า",
        ),
    ],
    ids=["consent", "licence", "place", "result", "labels"],
)
def test_what_a_machine_can_see_comes_back_before_people_are_asked(break_it: Any, said: str) -> None:
    peer = _person(reviewing.PEERS, "en")
    page = _complete(code="AP-TH-1", language="th", title="น้ำผึ้งป่า")
    break_it(page)
    page.save_revision(clean=False)  # as a draft, whose required fields may be empty
    state = _submit(page, user(is_staff=True))
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert said in state.current_task_state.comment
    assert state.current_task_state.status == TaskState.STATUS_REJECTED
    assert _letters_to(peer) == []


def test_an_editor_in_chief_switches_checks_off() -> None:
    page = case(published=False)
    assert len(checking.problems_of(page)) == 3
    chosen = LibrarySettings.load()
    for name in checking.CHECKS:
        setattr(chosen, f"checks_{name}", False)
    chosen.save()
    assert checking.problems_of(page) == []


def test_the_same_paragraph_twice_is_seen_however_its_marks_were_typed(db: None) -> None:
    page = case(published=False, body="ນ້ຳເຜິ້ງປ່າ\n\nນໍ້າເຜິ້ງປ່າ", language="lo")
    assert any("ເຜິ້ງ" in text for text in checking.problems_of(page))


def test_the_workflow_is_made_once_and_stays_as_administrators_change_it() -> None:
    workflow = Workflow.objects.get(name="Review of a practice")
    workflow.workflow_tasks.last().delete()
    ensure_outline()
    assert Workflow.objects.filter(name="Review of a practice").count() == 1
    assert [row.task.specific.__class__.__name__ for row in workflow.workflow_tasks.all()] == [
        "ChecksTask",
        "GroupApprovalTask",
    ]
    assert Task.objects.count() == len({task.name for task in Task.objects.all()})


def test_an_editor_submits_and_sees_what_is_missing_in_the_admin(client: Client) -> None:
    editor = _person(reviewing.EDITORS, "en")
    page = case(code="AP-VN-1", language="vi", title="Hợp tác xã lúa gạo", published=False)
    _submit(page, editor)
    client.login(email=editor.email, password=PASSWORD)
    history = client.get(
        reverse("wagtailadmin_pages:workflow_history_detail", args=[page.pk, WorkflowState.objects.get().pk])
    )
    assert "At least one result is needed" in history.content.decode()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert client.get(reverse("wagtailsettings:edit", args=["library", "librarysettings"])).status_code in (200, 302)
