"""Writing to a champion: the letter is a row first and goes by mail; nobody learns anybody's address who was not given
it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.models import Champion, ChampionLetter
from library.refusals import NotAllowed
from search.printable import unprintable

MOST_A_DAY = 5  # letters of one person in 24 hours, to whomever
MAX_TEXT = 4000  # characters
KEPT_FOR = timedelta(days=90)
"""Letters, from when they were written: long enough to answer a complaint. The link in a letter with which a champion
stops others is good for ever: whoever was written to may want no more letters at any time."""
_SALT = "library: whether a champion wants letters"


def can_be_written_to(champion: Champion) -> bool:
    """Whether letters reach the champion, and they want them."""
    return champion.accepts_letters and bool(_address_of(champion))


def _address_of(champion: Champion) -> str:
    account = champion.account
    if account is not None:
        return account.email if account.is_active else ""
    return champion.private_email


def _language_of(champion: Champion) -> str:
    """Their account's, else the first of the site's languages that they read."""
    if champion.account is not None and champion.account.language in settings.LANGUAGE_CODES:
        return champion.account.language
    reads = [row.language for row in champion.languages.all() if row.reads]
    return next((code for code in reads if code in settings.LANGUAGE_CODES), settings.LANGUAGE_CODE)


def check_can_write(user: Any, champion: Champion) -> None:
    """:raises Http404: when `user` must not know of the champion; NotAllowed, with a sentence, otherwise."""
    if not Champion.objects.visible_to(user).filter(pk=champion.pk).exists():
        raise Http404
    if not user.is_authenticated:
        raise NotAllowed(_("Please sign in to write."))
    if champion.account_id == user.pk:
        raise NotAllowed(_("This is you: there is nobody to write to."))
    if not champion.accepts_letters:
        raise NotAllowed(_("This person does not want letters at the moment."))
    if not _address_of(champion):
        raise NotAllowed(_("We cannot reach this person at the moment. Their organisation or case may help you on."))


def _check_not_too_many(user: Any) -> None:
    since = timezone.now() - timedelta(days=1)
    sent = ChampionLetter.objects.filter(sender=user, sent_at__gt=since).order_by("-sent_at")[:MOST_A_DAY]
    if len(sent) >= MOST_A_DAY:
        wait = sent[MOST_A_DAY - 1].sent_at - since
        hours = max(1, -(-int(wait.total_seconds()) // 3600))
        raise NotAllowed(
            ngettext(
                "You wrote %(most)s letters within a day. You can write again in %(hours)s hour.",
                "You wrote %(most)s letters within a day. You can write again in %(hours)s hours.",
                hours,
            )
            % {"most": MOST_A_DAY, "hours": hours}
        )


def _checked_text(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({"text": _("Please write something.")})
    if unprintable(text):
        raise ValidationError({"text": _("The text holds characters that cannot be shown. Please remove them.")})
    if len(text) > MAX_TEXT:
        raise ValidationError(
            {
                "text": _("The text is too long: %(length)s characters, %(most)s are allowed.")
                % {"length": len(text), "most": MAX_TEXT}
            }
        )
    return text


@transaction.atomic
def write_to_champion(
    *,
    champion: Champion,
    sender: Any,
    text: str,
    shares_address: bool = False,
    submission: uuid.UUID | None = None,
) -> ChampionLetter:
    """Send a letter of a member to a champion, in the champion's language around the member's own words.

    :param shares_address: the sender agrees that the champion sees their address, to answer
    :param submission: made with the form; the same one gives the letter of the first time and sends nothing
    :raises Http404: NotAllowed, ValidationError (by field)
    """
    check_can_write(sender, champion)
    # One letter of a person after the other: nothing is sent twice, and none slips past the limit.
    get_user_model().objects.select_for_update().get(pk=sender.pk)
    if submission is not None:
        sent_already = ChampionLetter.objects.filter(sender=sender, submission=submission).first()
        if sent_already is not None:
            return sent_already
    text = _checked_text(text)
    _check_not_too_many(sender)
    letter = ChampionLetter.objects.create(
        champion=champion,
        sender=sender,
        text=text,
        shares_address=shares_address,
        submission=submission,
        sent_at=timezone.now(),
    )
    with translation.override(_language_of(champion)):
        _message(letter, champion, sender).send()
    return letter


def forget_old() -> int:
    """Delete the letters that were written longer than `KEPT_FOR` ago (`manage.py run_due`). Returns how many."""
    return ChampionLetter.objects.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _message(letter: ChampionLetter, champion: Champion, sender: Any) -> EmailMessage:
    name = " ".join(sender.name.split())
    context = {
        "champion_name": champion.shown_name,
        "sender_name": name,
        "text": letter.text,
        "sender_address": sender.email if letter.shares_address else "",
        "site_name": settings.SITE_NAME,
        "profile_url": _absolute(reverse("library:champion", kwargs={"code": champion.code})),
        "switch_url": _absolute(letters_url(champion)),
    }
    subject = _("%(name)s writes to you through %(site)s") % {"name": name, "site": settings.SITE_NAME}
    return EmailMessage(
        subject=subject,
        body=render_to_string("library/letters/to_champion.txt", context),
        to=[_address_of(champion)],
        reply_to=[sender.email] if letter.shares_address else None,
    )


def _absolute(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def letters_url(champion: Champion) -> str:
    """Where the champion says whether they want letters, without signing in: for their own mail only."""
    key = signing.dumps(champion.pk, salt=_SALT)
    return reverse("library:champion_letters", kwargs={"code": champion.code}) + f"?key={key}"


def may_switch(champion: Champion, *, user: Any, key: str) -> bool:
    """Whether this is the champion: signed in to their account, or coming from a letter to them."""
    if user.is_authenticated and champion.account_id == user.pk:
        return True
    try:
        return bool(signing.loads(key, salt=_SALT) == champion.pk)
    except signing.BadSignature:
        return False


@transaction.atomic
def switch_letters(*, champion: Champion, wanted: bool, user: Any, key: str = "") -> None:
    """The champion says whether members may write to them. Saying the same twice changes nothing.

    :raises Http404: for anybody else
    """
    if not may_switch(champion, user=user, key=key):
        raise Http404
    Champion.objects.filter(pk=champion.pk).update(accepts_letters=wanted)
