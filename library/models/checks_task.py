"""The first step of a review: what a machine can see, so that people need not."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Task, TaskState


class ChecksTask(Task):
    """Approves a case that passes the checks of `library/checking.py`, asks for changes otherwise, in the words of
    whoever submitted it. Anything that is no case passes."""

    class Meta:
        verbose_name = gettext_lazy("automatic checks")
        verbose_name_plural = gettext_lazy("automatic checks")

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        from library import checking

        state = super().start(workflow_state, user=user)
        problems = checking.problems_of(state.revision.as_object())
        state.status = TaskState.STATUS_REJECTED if problems else TaskState.STATUS_APPROVED
        state.comment = (
            "\n".join([_("Before somebody reviews it:"), *(f"• {text}" for text in problems)]) if problems else ""
        )
        state.finished_at = timezone.now()
        state.save()
        return state

    @classmethod
    def get_description(cls) -> str:
        return _("Cases go on when pictures, consent, licence, place and results are there.")
