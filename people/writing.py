"""Writing to another member: the letter is a row first and goes by mail; see `library/correspondence.py` for what it
has in common with letters to champions."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from babel.dates import format_date
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from library import correspondence, letters
from library.correspondence import absolute
from library.refusals import NotAllowed
from people import blocking
from people.knowing import knows
from people.models import LetterStop, MemberLetter, Profile, Report, Shown
from search.languages import babel_locale
from search.reader import interface_language

MOST_AT_FIRST = 2
"""Letters of any kind in 24 hours after which somebody new writes to no member: whoever makes accounts to advertise
does so at once."""
NEW_FOR = timedelta(days=1)


def check_rules(sender: Any, recipient: Any) -> None:
    """For letters of every kind, see `correspondence.register_rule`.

    :raises NotAllowed: an editor stopped the letters of `sender`; or `recipient` blocked them, which looks as if they
        wanted no letters at all
    """
    stop = LetterStop.objects.active().filter(user=sender).first()
    if stop is not None and stop.until is not None:
        day = format_date(timezone.localtime(stop.until).date(), "long", locale=babel_locale(interface_language()))
        raise NotAllowed(_("An editor has stopped your letters until %(date)s.") % {"date": day})
    if stop is not None:
        raise NotAllowed(_("An editor has stopped your letters."))
    if recipient is not None and blocking.has_blocked(recipient, sender):
        raise correspondence.not_wanted()


def _waits_for_answer(person: Any, sender: Any) -> bool:
    """Whether the last letter between the two is by `person`: each letter can be answered, whatever its writer wants
    otherwise."""
    between = MemberLetter.objects.filter(Q(sender=person, recipient=sender) | Q(sender=sender, recipient=person))
    last = between.order_by("-sent_at", "-pk").first()
    return last is not None and last.sender_id == person.pk


def check_can_write(user: Any, person: Any) -> None:
    """:raises Http404: when `user` must not know of `person`; NotAllowed, with a sentence, otherwise: the same one for
    who takes no letters, has gone, or blocked `user`"""
    if not knows(user, person):
        raise Http404
    if not user.is_authenticated:
        raise NotAllowed(_("Please sign in to write."))
    if person.pk == user.pk:
        raise NotAllowed(_("This is you: there is nobody to write to."))
    check_takes_letters(user, person)


def check_takes_letters(user: Any, person: Any) -> None:
    """The last part of `check_can_write`, for a page that shows `person` to `user`, who is signed in and another.

    :raises NotAllowed: see there
    """
    correspondence.check_allowed(user, person)
    if not (person.is_active and person.email):
        raise correspondence.not_wanted()
    # Who is about to leave gets no more letters.
    takes_letters = Profile.objects.filter(user=person, accepts_letters=True, user__deletion_request=None).exists()
    if not (takes_letters or _waits_for_answer(person, user)):
        raise correspondence.not_wanted()


def _most_for(sender: Any) -> int:
    is_new = sender.date_joined > timezone.now() - NEW_FOR
    is_known = not is_new and EmailAddress.objects.filter(user=sender, email=sender.email, verified=True).exists()
    return correspondence.MOST_A_DAY if is_known else MOST_AT_FIRST


@transaction.atomic
def write_to_member(
    *,
    person: Any,
    sender: Any,
    text: str,
    shares_address: bool = False,
    submission: uuid.UUID | None = None,
) -> MemberLetter:
    """Send a letter to `person`, in their language around the sender's own words.

    :param shares_address: the sender agrees that they see their address
    :param submission: made with the form; the same one gives the letter of the first time and sends nothing
    :raises Http404, NotAllowed: see `check_can_write`, and after too many in a day; ValidationError: about `text`
    """
    if not sender.is_authenticated:
        raise NotAllowed(_("Please sign in to write."))
    if earlier := correspondence.sent_before(MemberLetter, sender=sender, submission=submission):
        return earlier
    check_can_write(sender, person)
    text = correspondence.checked_text(text)
    correspondence.check_not_too_many(sender, most=_most_for(sender))
    letter = MemberLetter.objects.create(
        recipient=person,
        sender=sender,
        text=text,
        shares_address=shares_address,
        submission=submission,
        sent_at=timezone.now(),
    )
    with translation.override(letters.language_of(person)):
        correspondence.message(
            letter,
            to=person.email,
            template="people/letters/to_member.txt",
            name=person.name,
            answer_url=absolute(reverse("members:write", kwargs={"person_id": sender.pk})),
            letters_url=absolute(reverse("people:letters")),
        ).send()
    return letter


def accepts_letters(user: Any) -> bool:
    """Whether members may write to `user`: not before they have a profile."""
    return Profile.objects.filter(user=user, accepts_letters=True).exists()


def switch_letters(*, user: Any, wanted: bool) -> None:
    """`user` says whether members may write to them. Saying the same twice changes nothing. Who has no profile yet gets
    one that stands in no list."""
    if wanted:
        new = {"accepts_letters": True, "shows_me": Shown.NOBODY}
        Profile.objects.update_or_create(user=user, defaults={"accepts_letters": True}, create_defaults=new)
    else:
        Profile.objects.filter(user=user).update(accepts_letters=False)


def forget_old() -> int:
    """Delete what was written longer than `correspondence.KEPT_FOR` ago (`manage.py run_due`); what somebody complains
    about stays until an editor has decided. Returns how many."""
    old = MemberLetter.objects.filter(sent_at__lt=timezone.now() - correspondence.KEPT_FOR)
    return old.exclude(reports__state=Report.State.OPEN).delete()[0]
