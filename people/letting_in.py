"""Signing in with a link in a letter, for people who forget passwords."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.internal.userkit import filter_users_by_email
from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from library import letters
from people.hashing import hash_of
from people.letter_links import address_of, new_token
from people.models import SigninLink

GOOD_FOR = timedelta(minutes=30)
KEPT_FOR = timedelta(days=1)
_SAME_TAP = 20  # seconds


def ask(*, email: str, leads_to: str, language: str) -> None:
    """Have a letter written to `email`. The same happens for every address, now: a task looks whether somebody has it,
    so neither the page nor the clock tells.

    :param leads_to: where the person wanted to go; an address of this site, or nothing
    """
    email = email.lower()
    if cache.add(f"signin-link-asked:{hash_of(email)}", True, timeout=_SAME_TAP):
        write.enqueue(email, leads_to[:2000], language)


@task(priority=50)
def write(email: str, leads_to: str, language: str) -> None:
    found = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
    if not found:
        with translation.override(language):
            signup_url = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("account_signup")
        letters.write_to_address(
            email, "people/letters/signin_link_unknown", language=language, email=email, signup_url=signup_url
        )
        return
    token = new_token()
    SigninLink.objects.create(user=found[0], email=email, token_hash=hash_of(token), leads_to=leads_to)
    letters.write_to_address(
        email,
        "people/letters/signin_link",
        language=language,
        url=address_of("people:signin_link", token, language=language),
        minutes=int(GOOD_FOR.total_seconds() // 60),
    )


def _good() -> QuerySet[SigninLink]:
    return SigninLink.objects.filter(used_at=None, created_at__gt=timezone.now() - GOOD_FOR, user__is_active=True)


def link_of(token: str) -> SigninLink | None:
    """The link of a letter while it is good; looking does not use it up."""
    return _good().select_related("user").filter(token_hash=hash_of(token)).first()


def use(*, token: str) -> SigninLink | None:
    """The same, and never again: of two taps at once, one gets it."""
    link = link_of(token)
    if link and _good().filter(pk=link.pk).update(used_at=timezone.now()):
        return link
    return None


def forget_old() -> int:
    """Delete links of yesterday (`manage.py run_due`)."""
    return SigninLink.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]
