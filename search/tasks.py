"""What runs after a request: see django-tasks. Each may run twice, or be lost, without harm."""

from __future__ import annotations

from django_tasks import task

from . import changes, rebuilding
from .lexicon import learning


@task(priority=50)  # before Wagtail's own, of which a large import makes thousands
def drain_changes() -> None:
    """Bring the engine up to date with the change log."""
    changes.drain()


@task(queue_name="long", priority=50)
def rebuild_index() -> None:
    """Make the index anew when it is missing, damaged or of an older format."""
    rebuilding.rebuild_if_needed()


@task(queue_name="long", priority=-50)  # after everything that somebody waits for
def learn_lexicon() -> None:
    """Learn from texts in two languages what has changed since the last time."""
    learning.learn()
