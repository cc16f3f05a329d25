"""Telling editors that something is wrong with a person, or with a letter of theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from library.refusals import NotAllowed
from people.knowing import knows
from people.models import MemberLetter, Report
from people.models.report import MAX_WORDS
from search.printable import unprintable

MOST_A_DAY = 10  # reports of one person in 24 hours
KEPT_FOR = timedelta(days=365)
"""After the decision: long enough to see that somebody does it again."""


def check_can_report(by: Any, person: Any, letter: MemberLetter | None = None) -> None:
    """:raises Http404: when `by` must not know of `person`, or did not get `letter` from them; NotAllowed, with a
    sentence, otherwise"""
    if not by.is_authenticated:
        raise NotAllowed(_("Please sign in to report somebody."))
    if by.pk == person.pk:
        raise NotAllowed(_("This is you."))
    if not knows(by, person):
        raise Http404
    if letter is not None and (letter.recipient_id != by.pk or letter.sender_id != person.pk):
        raise Http404


def _checked_words(reason: str, words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    mistakes = {}
    if reason not in Report.Reason.values:
        mistakes["reason"] = _("Please choose what is wrong.")
    if unprintable(words):
        mistakes["words"] = _("The text holds characters that cannot be shown. Please remove them.")
    elif len(words) > MAX_WORDS:
        mistakes["words"] = _("Please write less: %(most)s characters are allowed.") % {"most": MAX_WORDS}
    elif reason == Report.Reason.OTHER and not words:
        mistakes["words"] = _("Please write what is wrong.")
    if mistakes:
        raise ValidationError(mistakes)
    return words


@transaction.atomic
def report(*, person: Any, by: Any, reason: str, words: str = "", letter: MemberLetter | None = None) -> Report:
    """`by` finds something wrong with `person`. A second time changes what they said, until it is decided.

    :param reason: a `Report.Reason`; "other" needs words
    :param letter: from `person` to `by`: editors read it, and it stays until they have decided
    :raises Http404, NotAllowed: see `check_can_report`, and after too many in a day; ValidationError: by field
    """
    check_can_report(by, person, letter)
    words = _checked_words(reason, words)
    get_user_model().objects.select_for_update().get(pk=by.pk)  # a double tap is one report
    there = Report.objects.select_for_update(of=("self",)).open().filter(about=person, by=by).first()
    if there is None:
        since = timezone.now() - timedelta(days=1)
        if Report.objects.filter(by=by, created_at__gt=since).count() >= MOST_A_DAY:
            raise NotAllowed(_("You reported many people today. Please go on tomorrow."))
        return Report.objects.create(about=person, by=by, reason=reason, words=words, letter=letter)
    there.reason, there.words, there.letter = reason, words, letter or there.letter
    there.save(update_fields=["reason", "words", "letter"])
    return there


def forget_old() -> int:
    """Delete reports a year after they were decided (`manage.py run_due`). Returns how many."""
    return Report.objects.filter(decided_at__lt=timezone.now() - KEPT_FOR).delete()[0]
