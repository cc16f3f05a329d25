"""Where our ways in differ from allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import devices, sealing
from people.confirmed_by_letter import ConfirmedByLetter


class AccountAdapter(ConfirmedByLetter, DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": gettext_lazy(
            "There were too many tries. Wait five minutes, then try again. If you have forgotten the password, let us "
            "send you a link."
        ),
        "rate_limited": gettext_lazy("There were too many tries. Wait five minutes, then try again."),
        "incorrect_code": gettext_lazy(
            "This code is not right, or was used already. Wait for the next one in the app, and look whether the clock "
            "of your phone is right."
        ),
    }

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The letter leads on to where the person wanted to go, also when it is opened in another browser."""
        url = super().get_email_confirmation_url(request, emailconfirmation)
        return str(passthrough_next_redirect_url(request, url, REDIRECT_FIELD_NAME))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": gettext_lazy("Confirm your e-mail address first; then you can set this up."),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return sealing.unseal(encrypted_text)
        except sealing.UnreadableError as error:
            raise ValidationError(
                _("The site cannot read your second step any more. Write to the people who run this site.")
            ) from error

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - as allauth calls it
        return devices.in_words(context.request.headers.get("User-Agent", ""))

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Other houses: those of the settings only, and an account of ours opens only to an address both have confirmed."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        for address in sociallogin.email_addresses:
            address.verified = address.verified is True  # some houses send the word "false"

    def authenticate_by_email(self, sociallogin: Any) -> Any:
        confirmed = [address.email.lower() for address in sociallogin.email_addresses if address.verified is True]
        ours = EmailAddress.objects.filter(email__in=confirmed, verified=True, user__is_active=True)
        address = ours.select_related("user").first()
        return (address.user, address.email) if address else None

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        told = sociallogin.account.get_provider_account().get_user_data() or {}
        return super().get_signup_form_initial_data(sociallogin) | {"name": str(told.get("name") or "")[:120]}
