"""Letters: the site hands one over as a row, a task delivers it, and tries again when the mail server is away."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage as StoredMessage
from email.policy import default
from email.utils import parseaddr

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from community.models import OutgoingMail

log = logging.getLogger(__name__)

# Minutes until the next try; after the last one a letter is given up and stays as a row with its error.
RETRY_AFTER = (1, 5, 15, 60, 240, 1440)
# Longer than any delivery takes (EMAIL_TIMEOUT counts for each step): a worker killed meanwhile is replaced after it.
CLAIM = timedelta(minutes=15)
KEPT_FOR = timedelta(days=7)  # to whom a letter went, not what was in it


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
                message=message.message().as_bytes(linesep="\r\n"),  # type: ignore[call-arg]
                next_attempt_at=timezone.now(),
            )
            transaction.on_commit(lambda pk=row.pk: deliver.enqueue(pk), robust=True)  # type: ignore[misc]
            stored += 1
        return stored


_BUILT_ANEW = {"from", "to", "cc", "subject", "mime-version", "content-type", "content-transfer-encoding"}


def restored(row: OutgoingMail) -> EmailMultiAlternatives:
    """The letter as Django knows it, so that any delivery backend can send it; same date and Message-ID each try."""
    parsed = message_from_bytes(bytes(row.message), _class=StoredMessage, policy=default)
    plain, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    to, cc = (
        [str(address) for value in parsed.get_all(name, []) for address in value.addresses] for name in ("To", "Cc")
    )
    shown = {address.addr_spec for name in ("To", "Cc") for v in parsed.get_all(name, []) for address in v.addresses}
    letter = EmailMultiAlternatives(
        subject=str(parsed["Subject"]),
        body=plain.get_content() if plain else "",
        from_email=row.sender,
        to=to,
        cc=cc,
        bcc=[recipient for recipient in row.recipients if parseaddr(recipient)[1] not in shown],
        headers={name: str(value) for name, value in parsed.items() if name.lower() not in _BUILT_ANEW},
    )
    if html:
        letter.attach_alternative(html.get_content(), "text/html")
    for part in parsed.iter_attachments():
        letter.attach(part.get_filename(), part.get_content(), part.get_content_type())
    return letter


@task(priority=50)  # before Wagtail's own, of which a large import makes thousands
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
        row.next_attempt_at = timezone.now() + CLAIM
        row.save(update_fields=["attempts", "next_attempt_at"])
    try:
        mail.get_connection(settings.MAIL_DELIVERY_BACKEND).send_messages([restored(row)])
    except Exception as error:
        # Not the error itself: it may name the address. It stands on the row, which is gone in a week.
        log.warning("letter %s was not delivered (try %s): %s", pk, row.attempts, type(error).__name__)
        again = timezone.now() + timedelta(minutes=RETRY_AFTER[attempt]) if attempt < len(RETRY_AFTER) else None
        OutgoingMail.objects.filter(pk=pk).update(last_error=str(error)[:2000], next_attempt_at=again)
        return False
    # The links in it let people in: they are the recipient's alone now, and in no copy of the database.
    OutgoingMail.objects.filter(pk=pk).update(sent_at=timezone.now(), next_attempt_at=None, last_error="", message=b"")
    return True


def forget_delivered() -> int:
    """Delete letters that went out, or were given up, a week ago."""
    old = OutgoingMail.objects.filter(next_attempt_at=None, created_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]


def deliver_due() -> int:
    """Deliver every letter whose time has come (`manage.py run_due`). Returns how many went out."""
    due = OutgoingMail.objects.filter(sent_at=None, next_attempt_at__lte=timezone.now()).values_list("pk", flat=True)
    return sum(deliver_now(pk) for pk in list(due[:500]))
