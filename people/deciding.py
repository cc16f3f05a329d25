"""What editors do about a report: nothing, a warning, no letters for a while; administrators also close the account.

Each act needs a reason and leaves a row in Wagtail's log. The person gets the reason in a letter; whoever reported them
hears that it was decided, not how.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from library import letters
from library.refusals import NotAllowed
from people.models import LetterStop, Report
from people.models.report import MAX_WORDS
from search.printable import unprintable

STOPS = (7, 30, 90)
"""Days for which letters can be stopped, beside for ever."""


def _decided(report: Report, state: Report.State, *, by: Any, why: str, **details: Any) -> Report:
    """Lock and decide, in the caller's transaction. Two editors at once: the second sees what the first did."""
    if not Report.objects.visible_to(by).filter(pk=report.pk).exists():
        raise Http404
    row = Report.objects.select_for_update(of=("self",)).select_related("about", "by").get(pk=report.pk)
    if not row.is_open:
        raise NotAllowed(_("Somebody decided about this report already."))
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.why = _checked_reason(why)
    row.save(update_fields=["state", "decided_by", "decided_at", "why"])
    log(instance=row, action=f"people.report_{state}", user=by, data={"about": row.about_id, "why": row.why} | details)
    if row.by is not None:
        acted = state != Report.State.DISMISSED
        letters.write(row.by, "report_decided", app="people", about_name=row.about.name, acted=acted)
    return row


def _checked_reason(why: str) -> str:
    why = why.replace("\r\n", "\n").strip()
    if not why:
        raise ValidationError({"why": _("Please write why.")})
    if unprintable(why):
        raise ValidationError({"why": _("The text holds characters that cannot be shown. Please remove them.")})
    if len(why) > MAX_WORDS:
        raise ValidationError({"why": _("Please write less: %(most)s characters are allowed.") % {"most": MAX_WORDS}})
    return why


@transaction.atomic
def dismiss(*, report: Report, by: Any, why: str) -> None:
    """There is nothing to do; the person hears nothing of it.

    :raises Http404: for whoever does not decide, and about themselves; NotAllowed: it was decided already;
        ValidationError: about `why`
    """
    _decided(report, Report.State.DISMISSED, by=by, why=why)


@transaction.atomic
def warn(*, report: Report, by: Any, why: str) -> None:
    """The person gets `why` in a letter.

    :raises Http404, NotAllowed, ValidationError: as `dismiss`
    """
    row = _decided(report, Report.State.WARNED, by=by, why=why)
    letters.write(row.about, "warned", app="people", reason=row.why)


@transaction.atomic
def stop_letters(*, report: Report, by: Any, why: str, days: int | None) -> None:
    """The person writes no letters for so many days (None: until somebody lifts it), whichever is longer when they
    are stopped already.

    :raises Http404, NotAllowed, ValidationError: as `dismiss`
    """
    if days is not None and days not in STOPS:
        raise ValidationError({"days": _("There is no such choice.")})
    until = None if days is None else timezone.now() + timedelta(days=days)
    row = _decided(report, Report.State.STOPPED, by=by, why=why, until=until.isoformat() if until else None)
    before = LetterStop.objects.select_for_update(of=("self",)).active().filter(user=row.about).first()
    if before is not None and (before.until is None or (until is not None and before.until > until)):
        until = before.until
    LetterStop.objects.update_or_create(user=row.about, defaults={"until": until, "set_by": by})
    day = timezone.localtime(until).date() if until else None
    letters.write(row.about, "letters_stopped", app="people", reason=row.why, until=day)


@transaction.atomic
def lift_stop(*, report: Report, by: Any) -> None:
    """The person of this report may write letters again. Twice is once.

    :raises Http404: for whoever does not decide, and about themselves
    """
    if not Report.objects.visible_to(by).filter(pk=report.pk).exists():
        raise Http404
    stop = LetterStop.objects.select_for_update(of=("self",)).active().filter(user=report.about_id).first()
    if stop is None:
        return
    stop.delete()
    log(instance=report, action="people.report_lifted", user=by, data={"about": report.about_id})
    letters.write(report.about, "letters_allowed", app="people")


@transaction.atomic
def close_account(*, report: Report, by: Any, why: str) -> None:
    """The person cannot sign in any more; what they wrote stays. An administrator opens the account again in the list
    of users.

    :raises Http404, NotAllowed, ValidationError: as `dismiss`; NotAllowed: for who is no administrator
    """
    if not by.is_superuser and Report.objects.visible_to(by).filter(pk=report.pk).exists():
        raise NotAllowed(_("Only administrators close accounts."))
    row = _decided(report, Report.State.CLOSED, by=by, why=why)
    letters.write(row.about, "account_closed", app="people", reason=row.why)
    row.about.is_active = False
    row.about.save(update_fields=["is_active"])
