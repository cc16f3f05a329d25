"""Which work waits for which."""

from __future__ import annotations

import pytest
from django.conf import settings

from community.mailing import deliver
from library.attachments import read_document
from search.tasks import drain_changes, learn_lexicon, rebuild_index


@pytest.mark.parametrize("awaited", [deliver, drain_changes])
def test_what_somebody_waits_for_does_not_wait_for_what_takes_minutes(awaited: object) -> None:
    long = {task.queue_name for task in (learn_lexicon, rebuild_index, read_document)}
    assert awaited.queue_name not in long  # type: ignore[attr-defined]
    assert {*long, awaited.queue_name} == set(settings.TASKS["default"]["QUEUES"])  # type: ignore[attr-defined]
