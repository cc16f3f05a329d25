"""Wagtail's letters about a review, each in the language of whoever gets it.

Wagtail writes them in the language of a person's admin, which is none of ours for many; who has not chosen one there
gets them in the language they want letters in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.admin import mail
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from library.letters import language_of


class InTheirLanguage:
    def send_emails(self, template_set: Any, context: Any, recipients: Iterable[Any], **kwargs: Any) -> bool:
        for person in recipients:
            UserProfile.get_for_user(person)  # makes it when it is missing
            profile = person.wagtail_userprofile
            # In memory only. Wagtail offers its admin in some languages, and lets nobody choose another.
            profile.preferred_language = profile.preferred_language or language_of(person)
        return bool(super().send_emails(template_set, context, recipients, **kwargs))  # type: ignore[misc]


class TaskSubmitted(InTheirLanguage, mail.GroupApprovalTaskStateSubmissionEmailNotifier):
    pass


class Submitted(InTheirLanguage, mail.WorkflowStateSubmissionEmailNotifier):
    pass


class Approved(InTheirLanguage, mail.WorkflowStateApprovalEmailNotifier):
    pass


class Rejected(InTheirLanguage, mail.WorkflowStateRejectionEmailNotifier):
    pass


# Signals keep weak references only.
_NOTIFIERS = [
    (task_submitted, TaskSubmitted(), TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, Submitted(), WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_approved, Approved(), WorkflowState, "workflow_state_approved_email_notification"),
    (workflow_rejected, Rejected(), WorkflowState, "workflow_state_rejected_email_notification"),
]


def connect() -> None:
    """In Wagtail's place: under its own names, so that nobody gets two letters whichever app is ready first."""
    for signal, notifier, sender, uid in _NOTIFIERS:
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(notifier, sender=sender, dispatch_uid=uid)
