"""What is forgotten of tasks after a time; see `RETENTIONS` in personal_data.py."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

TASKS_KEPT_FOR = timedelta(days=7)


def forget_finished_tasks() -> int:
    """Delete what is known of tasks that ended long ago. Returns how many."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - TASKS_KEPT_FOR).delete()[0]
