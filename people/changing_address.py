"""Changing the address somebody signs in with: both addresses say yes, and until then nothing changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from library import letters
from library.refusals import NotAllowed
from people.hashing import hash_of
from people.letter_links import address_of, new_token
from people.models import AddressChange, SigninLink

GOOD_FOR = timedelta(days=3)
_SAME_TAP = timedelta(minutes=1)


def ask(*, user: Any, new_email: str) -> AddressChange:
    """Begin a change; one that was under way ends. A letter goes to each address.

    Whether somebody else has `new_email` is told to nobody but its owner, in that letter.

    :raises ValidationError: with a sentence for `email`
    """
    return _begin(user, new_email, old_agrees=not _is_confirmed(user), by_administrator=False)


def by_administrator(*, user: Any, new_email: str) -> AddressChange | None:
    """An administrator's change, for somebody who can no longer read the old address. The new one must still say yes,
    and the old one is told and may say no. An address that nobody ever confirmed is replaced at once.

    :returns: the change that waits, or nothing when it is done
    :raises ValidationError: with a sentence for `email`
    """
    if _is_confirmed(user):
        return _begin(user, new_email, old_agrees=True, by_administrator=True)
    new_email = _checked(user, new_email)
    if get_user_model().objects.exclude(pk=user.pk).filter(email=new_email).exists():
        raise ValidationError({"email": _("Somebody uses this e-mail address already.")})
    with transaction.atomic():
        EmailAddress.objects.filter(user=user, verified=False).delete()
        user.email = new_email
        user.save(update_fields=["email"])
    return None


def _is_confirmed(user: Any) -> bool:
    return EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()


def _checked(user: Any, new_email: str) -> str:
    new_email = new_email.strip().lower()
    try:
        validate_email(new_email)
    except ValidationError:
        raise ValidationError({"email": _("This is not an e-mail address. It looks like name@example.org.")}) from None
    if len(new_email) > 254:
        raise ValidationError({"email": _("This is too long for an e-mail address.")})
    if new_email == user.email:
        raise ValidationError({"email": _("This is your address already.")})
    return new_email


def _begin(user: Any, new_email: str, *, old_agrees: bool, by_administrator: bool) -> AddressChange:
    new_email = _checked(user, new_email)
    old_token, new_token_ = new_token(), new_token()
    with transaction.atomic():
        # The person's row is the lock: two taps on the button are one change and one letter to each address.
        get_user_model().objects.select_for_update().get(pk=user.pk)
        before = waiting(user)
        if before and before.new_email == new_email and before.created_at > timezone.now() - _SAME_TAP:
            return before
        AddressChange.objects.filter(user=user).delete()
        change = AddressChange.objects.create(
            user=user,
            old_email=user.email,
            new_email=new_email,
            old_hash=hash_of(old_token),
            new_hash=hash_of(new_token_),
            old_confirmed_at=timezone.now() if old_agrees else None,
        )
        if not old_agrees or by_administrator:
            _write(
                change,
                change.old_email,
                "address_change_by_administrator" if by_administrator else "address_change_old",
                url=_url(change, old_token),
            )
        if _is_taken(change):
            _write(change, new_email, "address_change_taken")
        else:
            _write(change, new_email, "address_change_new", url=_url(change, new_token_))
    return change


def _url(change: AddressChange, token: str) -> str:
    return address_of("people:address_change", token, language=letters.language_of(change.user))


def _write(change: AddressChange, address: str, template: str, **context: Any) -> None:
    letters.write_to_address(
        address,
        f"people/letters/{template}",
        language=letters.language_of(change.user),
        old_email=change.old_email,
        new_email=change.new_email,
        days=GOOD_FOR.days,
        **context,
    )


def _is_taken(change: AddressChange) -> bool:
    others = get_user_model().objects.exclude(pk=change.user_id).filter(email=change.new_email)
    addresses = EmailAddress.objects.exclude(user_id=change.user_id).filter(email=change.new_email, verified=True)
    return others.exists() or addresses.exists()


def change_of(token: str) -> AddressChange | None:
    """The change a letter's link is about, while it waits."""
    key = hash_of(token)
    rows = AddressChange.objects.filter(Q(old_hash=key) | Q(new_hash=key), created_at__gt=timezone.now() - GOOD_FOR)
    return rows.select_related("user").first()


def waiting(user: Any) -> AddressChange | None:
    """The change of this person that is under way."""
    return AddressChange.objects.filter(user=user, created_at__gt=timezone.now() - GOOD_FOR).first()


def is_of_old_address(change: AddressChange, token: str) -> bool:
    return change.old_hash == hash_of(token)


def confirm(*, token: str) -> AddressChange | None:
    """A yes from the address whose letter has `token`. With the second yes the address changes, and both are told.

    :returns: the change (done when both times are set), or nothing when the link is too old or was used
    :raises NotAllowed: somebody else confirmed the new address meanwhile; the change is over
    """
    with transaction.atomic():
        change = change_of(token)
        if change is None:
            return None
        change = AddressChange.objects.select_for_update().select_related("user").get(pk=change.pk)
        if is_of_old_address(change, token):
            change.old_confirmed_at = change.old_confirmed_at or timezone.now()
        else:
            change.new_confirmed_at = change.new_confirmed_at or timezone.now()
        change.save(update_fields=["old_confirmed_at", "new_confirmed_at"])
        if not (change.old_confirmed_at and change.new_confirmed_at):
            return change
        is_taken = _is_taken(change)
        if not is_taken:
            _carry_out(change)
        AddressChange.objects.filter(pk=change.pk).delete()
    if is_taken:
        raise NotAllowed(_("Another account has confirmed this address meanwhile. Nothing was changed."))
    return change


def _carry_out(change: AddressChange) -> None:
    person = change.user
    EmailAddress.objects.filter(user=person, email__in=[change.old_email, change.new_email]).delete()
    EmailAddress.objects.filter(user=person, primary=True).update(primary=False)
    EmailAddress.objects.create(user=person, email=change.new_email, verified=True, primary=True)
    person.email = change.new_email
    person.save(update_fields=["email"])
    SigninLink.objects.filter(user=person).delete()
    for address in (change.old_email, change.new_email):
        _write(change, address, "address_changed")


def stop(*, change: AddressChange) -> None:
    """Nothing changes: the person thought better of it, or the old address says that it was somebody else."""
    AddressChange.objects.filter(pk=change.pk).delete()


def forget_old() -> int:
    """Delete changes nobody said yes to in time (`manage.py run_due`)."""
    return AddressChange.objects.filter(created_at__lt=timezone.now() - GOOD_FOR).delete()[0]
