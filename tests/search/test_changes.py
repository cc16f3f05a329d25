"""The change log: nothing that was saved is lost, whatever happens to the engine or to the process."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from search import changes, rebuilding
from search.engines import engine
from search.engines.base import AWAY, EngineUnavailable
from search.engines.embedded import EmbeddedEngine
from search.models import Change

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def drains(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the drains that are asked for, and does none."""
    asked: list[int] = []

    class Task:
        @staticmethod
        def enqueue() -> None:
            asked.append(Change.objects.count())

    monkeypatch.setattr("search.tasks.drain_changes", Task)
    return asked


def found(q: str) -> set[str]:
    from django.contrib.auth.models import AnonymousUser

    from search.querying import SearchRequest, find

    return {result.title for result in find(SearchRequest(q=q), user=AnonymousUser(), language="en").results}


def test_a_saved_object_is_found_and_a_deleted_one_is_not(groups: Any) -> None:
    group = Group.objects.create(name="beekeepers")
    assert found("beekeepers") == {"beekeepers"}
    group.name = "herders"
    group.save()
    assert (found("beekeepers"), found("herders")) == (set(), {"herders"})
    group.delete()
    assert found("herders") == set()
    assert Change.objects.count() == 0


def test_a_relation_that_changes_is_heard_of(groups: Any) -> None:
    group = Group.objects.create(name="beekeepers")
    permission = Permission.objects.first()
    assert permission is not None
    group.permissions.add(permission)
    assert found(permission.codename) == {"beekeepers"}
    group.permissions.clear()
    assert found(permission.codename) == set()


def test_a_transaction_asks_for_one_drain_after_it_commits(groups: Any, drains: list[int]) -> None:
    with transaction.atomic():
        for number in range(5):
            Group.objects.create(name=f"group {number}")
        with transaction.atomic():
            Group.objects.create(name="inner")
        assert drains == []
    assert drains == [6]


def test_a_transaction_that_is_rolled_back_leaves_no_trace(groups: Any, drains: list[int]) -> None:
    with transaction.atomic():
        Group.objects.create(name="never")
        transaction.set_rollback(True)
    assert (drains, Change.objects.count()) == ([], 0)


def test_a_drain_asked_for_in_a_savepoint_that_failed_is_asked_for_again(groups: Any, drains: list[int]) -> None:
    with transaction.atomic():
        with transaction.atomic():
            Group.objects.create(name="never")
            transaction.set_rollback(True)
        Group.objects.create(name="kept")
    assert drains == [1]


def test_bulk_work_is_drained_once_at_its_end(groups: Any, drains: list[int]) -> None:
    with changes.without_draining():
        for number in range(3):
            Group.objects.create(name=f"group {number}")
        with changes.without_draining():
            Group.objects.create(name="nested")
        assert drains == []
    assert drains == [4]
    with changes.without_draining():
        pass
    assert drains == [4]


def test_rows_of_one_document_are_drained_together(
    groups: Any, drains: list[int], in_index: Callable[[], set[str]]
) -> None:
    group = Group.objects.create(name="beekeepers")
    for _ in range(3):
        group.save()
    changes.record("group", [group.pk, group.pk, 999_999])
    changes.record("a kind nobody makes", [1])
    assert Change.objects.count() == 7
    assert in_index() == {f"group:{group.pk}"}
    assert Change.objects.count() == 0


def test_a_row_that_is_added_during_a_drain_stays_for_the_next_look(
    groups: Any, drains: list[int], monkeypatch: pytest.MonkeyPatch, in_index: Callable[[], set[str]]
) -> None:
    rebuilding.rebuild()
    first = Group.objects.create(name="first")
    original = changes._write
    seen: list[int] = []

    def write(writer: Any, rows: Any) -> None:
        original(writer, rows)
        seen.append(len(rows))
        if len(seen) == 1:
            Group.objects.filter(pk=first.pk).update(name="renamed while it was being indexed")
            changes.record("group", [first.pk])

    monkeypatch.setattr(changes, "_write", write)
    assert changes.drain() == 2
    assert seen == [1, 1]
    assert found("renamed") == {"renamed while it was being indexed"}


def test_saving_goes_on_while_the_engine_is_away(
    groups: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rebuilding.rebuild()

    def away(*args: Any, **options: Any) -> Any:
        raise EngineUnavailable(AWAY, "no route to host")

    with monkeypatch.context() as broken:
        broken.setattr(EmbeddedEngine, "writer", away)
        Group.objects.create(name="saved meanwhile")
        assert Change.objects.count() == 1
        with pytest.raises(EngineUnavailable):
            changes.drain(wait=True)
    assert "no route to host" in caplog.text
    changes.drain()
    assert found("meanwhile") == {"saved meanwhile"}
    assert Change.objects.count() == 0


def test_a_document_that_cannot_be_made_does_not_hold_up_the_others(
    groups: Any, drains: list[int], caplog: pytest.LogCaptureFixture, in_index: Callable[[], set[str]]
) -> None:
    rebuilding.rebuild()
    bad = Group.objects.create(name="unreadable")
    good = [Group.objects.create(name=f"good {number}") for number in range(3)]
    with caplog.at_level(logging.ERROR):
        assert changes.drain() == 3
    assert f"group:{bad.pk} cannot be indexed" in caplog.text
    assert [row.object_id for row in Change.objects.all()] == [bad.pk]
    assert in_index() == {f"group:{group.pk}" for group in good}
    rebuilding.rebuild()
    assert in_index() == {f"group:{group.pk}" for group in good}


def test_who_cannot_get_the_lock_leaves_the_work_to_who_has_it(
    groups: Any, drains: list[int], in_index: Callable[[], set[str]]
) -> None:
    rebuilding.rebuild()
    group = Group.objects.create(name="beekeepers")
    with engine().writer(wait=True):
        assert changes.drain() == 0
        assert Change.objects.count() == 1
    assert in_index() == {f"group:{group.pk}"}


def test_the_first_drain_on_a_machine_makes_the_index(groups: Any, drains: list[int]) -> None:
    with changes.without_draining():
        Group.objects.create(name="before there was an index")
    assert changes.drain(wait=True) == 0
    assert found("before") == {"before there was an index"}
    assert Change.objects.count() == 0


def test_without_an_index_one_is_asked_for_and_made(groups: Any) -> None:
    Group.objects.create(name="beekeepers")
    assert engine().status().state == "ready"
    assert found("beekeepers") == {"beekeepers"}


def test_what_changes_during_a_rebuild_is_in_the_new_index(groups: Any) -> None:
    kept, gone = (Group.objects.create(name=name) for name in ("kept", "gone"))
    changed = []

    def meanwhile(kind: str, done: int) -> None:
        if not changed:
            changed.append(kind)
            Group.objects.create(name="added")
            Group.objects.filter(pk=kept.pk).update(name="renamed")
            changes.record("group", [kept.pk])
            changes.drain()
            gone.delete()

    rebuilding.rebuild(progress=meanwhile)
    assert (found("added"), found("renamed"), found("gone"), found("kept")) == ({"added"}, {"renamed"}, set(), set())
