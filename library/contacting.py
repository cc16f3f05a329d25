"""Writing to a champion: the letter is a row first and goes by mail; nobody learns anybody's address who was not given
it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from library import correspondence
from library.correspondence import absolute
from library.models import Champion, ChampionLetter
from library.refusals import NotAllowed

# The link in a letter with which a champion stops others is good for ever: whoever was written to may want no more
# letters at any time.
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
    correspondence.check_allowed(user, champion.account)
    if not champion.accepts_letters:
        raise correspondence.not_wanted()
    if not _address_of(champion):
        raise NotAllowed(_("We cannot reach this person at the moment. Their organisation or case may help you on."))


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
    if earlier := correspondence.sent_before(ChampionLetter, sender=sender, submission=submission):
        return earlier
    text = correspondence.checked_text(text)
    correspondence.check_not_too_many(sender)
    letter = ChampionLetter.objects.create(
        champion=champion,
        sender=sender,
        text=text,
        shares_address=shares_address,
        submission=submission,
        sent_at=timezone.now(),
    )
    with translation.override(_language_of(champion)):
        correspondence.message(
            letter,
            to=_address_of(champion),
            template="library/letters/to_champion.txt",
            champion_name=champion.shown_name,
            profile_url=absolute(reverse("library:champion", kwargs={"code": champion.code})),
            switch_url=absolute(letters_url(champion)),
        ).send()
    return letter


def forget_old() -> int:
    """Delete what was written longer than `correspondence.KEPT_FOR` ago (`manage.py run_due`). Returns how many."""
    return ChampionLetter.objects.filter(sent_at__lt=timezone.now() - correspondence.KEPT_FOR).delete()[0]


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
