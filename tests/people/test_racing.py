"""Two at once: of a link for one person and of a form that is sent twice."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from community.models import OutgoingMail
from library.refusals import NotAllowed
from people import inviting
from people.models import Invitation, Participation
from tests.factories import user
from tests.factories.routes import edition


def _at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each gives, or the sentence it was refused with."""
    start, said = threading.Barrier(len(acts)), []

    def do(act: Callable[[], Any]) -> None:
        try:
            start.wait()
            said.append(act())
        except NotAllowed as refusal:
            said.append(refusal.sentence)
        finally:
            connection.close()

    workers = [threading.Thread(target=do, args=(act,)) for act in acts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return said


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_three_who_accept_at_once_one_gets_in() -> None:
    journey, by = edition(), user(is_superuser=True)
    _invitation, token = inviting.invite_by_link(edition=journey, by=by)
    people = [user(), user(), user()]
    said = _at_once([lambda person=person: inviting.accept(token=token, user=person) for person in people])
    assert Participation.objects.filter(edition=journey).count() == 1
    assert Invitation.objects.get().uses == 1
    assert sum("used already" in str(one) for one in said) == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_form_sent_twice_at_once_writes_one_letter_to_each() -> None:
    journey, by, submission = edition(), user(is_superuser=True), uuid.uuid4()

    def send() -> int:
        lines = "a@test.example, ສົມພອນ\nb@test.example, Hạnh"
        return len(
            inviting.invite_by_letters(edition=journey, by=by, lines=lines, language="lo", submission=submission)
        )

    assert _at_once([send, send]) == [2, 2]
    assert Invitation.objects.count() == 2
    assert OutgoingMail.objects.count() == 2
