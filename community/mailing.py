"""Letters: the site hands one over as a row, a task delivers it, and tries again when the mail server is away."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from email.policy import SMTP

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from community.models import OutgoingMail

log = logging.getLogger(__name__)

# Minutes until the next try; after the last one a letter is given up and stays as a row with its error.
RETRY_AFTER = (1, 5, 15, 60, 240, 1440)


class QueuedEmailBackend(BaseEmailBackend):
    """Django's mail backend for the whole site: stores each letter in the caller's transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        stored = 0
        for message in email_messages:
            if not message.recipients():
                continue
            row = OutgoingMail.objects.create(
                recipients=message.recipients(),
                sender=message.from_email,
                message=message.message().as_bytes(policy=SMTP),
                next_attempt_at=timezone.now(),
            )
            transaction.on_commit(lambda pk=row.pk: deliver.enqueue(pk), robust=True)  # type: ignore[misc]
            stored += 1
        return stored


class _StoredMessage(EmailMessage):
    """A letter as it was stored: any delivery backend can send it without building it again."""

    def __init__(self, row: OutgoingMail) -> None:
        super().__init__(from_email=row.sender, to=row.recipients)
        self._bytes = bytes(row.message)

    def message(self, *, policy: object = None) -> object:  # type: ignore[override]
        from email import message_from_bytes

        return message_from_bytes(self._bytes, policy=SMTP)


@task()
def deliver(pk: int) -> None:
    """Deliver one letter. Safe to run twice: a letter that was sent is left alone."""
    deliver_now(pk)


def deliver_now(pk: int) -> bool:
    """Try once; on failure, set the time of the next try. Returns whether the letter is delivered."""
    with transaction.atomic():
        row = (
            OutgoingMail.objects.select_for_update()
            .filter(pk=pk, sent_at=None, next_attempt_at__lte=timezone.now())
            .first()
        )
        if row is None:
            return False
        # Claimed before the connection is made: two workers never send the same letter at once.
        attempt = row.attempts
        row.attempts += 1
        again = timedelta(minutes=RETRY_AFTER[attempt]) if attempt < len(RETRY_AFTER) else None
        row.next_attempt_at = timezone.now() + again if again else None
        row.save(update_fields=["attempts", "next_attempt_at"])
    try:
        mail.get_connection(settings.MAIL_DELIVERY_BACKEND).send_messages([_StoredMessage(row)])
    except Exception as error:
        log.warning("letter %s was not delivered (try %s): %s", pk, row.attempts, error)
        OutgoingMail.objects.filter(pk=pk).update(last_error=str(error)[:2000])
        return False
    OutgoingMail.objects.filter(pk=pk).update(sent_at=timezone.now(), next_attempt_at=None, last_error="")
    return True


def deliver_due() -> int:
    """Deliver every letter whose time has come (`manage.py run_due`). Returns how many went out."""
    due = OutgoingMail.objects.filter(sent_at=None, next_attempt_at__lte=timezone.now()).values_list("pk", flat=True)
    return sum(deliver_now(pk) for pk in list(due[:500]))
