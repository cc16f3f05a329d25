"""allauth's forms, where ours say or do more."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

_NAME_LENGTH = 60


class SignupForm(AllauthSignupForm):
    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            # Takes as long as making an account does: the clock does not tell whether there is one.
            make_password(self.cleaned_data.get("password1"))
        return super().try_save(request)


class _OnceMixin:
    """A code of an authenticator app opens one door. allauth remembers a used one for the 30 seconds it is shown; with
    `MFA_TOTP_TOLERANCE` it would be good for longer (RFC 6238, 5.2: the second attempt must not be accepted)."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:  # type: ignore[attr-defined]
            key = f"second-factor-used:{self.user.pk}:{normalize_user_code(code)}"  # type: ignore[attr-defined]
            good_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
            if not cache.add(key, True, timeout=good_for):
                raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_OnceMixin, AuthenticateForm):
    """The second step when signing in: a code of the app, or one of the recovery codes."""


class CodeAgainForm(_OnceMixin, ReauthenticateForm):
    """The same, for somebody who is signed in and changes something that matters."""


class _ReadableMixin:
    """What a passkey answers comes from a browser, or from somebody who plays with ours: allauth and fido2 stumble over
    parts that are missing or no bytes of what they should be."""

    def clean_credential(self) -> Any:
        with _kindly():
            return super().clean_credential()  # type: ignore[misc]


@contextmanager
def _kindly() -> Iterator[None]:
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, struct.error) as error:
        raise forms.ValidationError(_("The passkey was not read. Try again, or take another way.")) from error


class PasskeyForm(_ReadableMixin, LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class PasskeyStepForm(_ReadableMixin, AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class PasskeyAgainForm(_ReadableMixin, ReauthenticateWebAuthnForm):
    """A passkey, for somebody who is signed in and changes something that matters."""


class NewPasskeyForm(AddWebAuthnForm):
    """Every passkey of ours signs in alone: the device itself asks for finger, face or PIN."""

    name = forms.CharField(
        label=_("Name of the device"),
        required=False,
        max_length=_NAME_LENGTH,
        help_text=_("For you, to know it again."),
    )
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Your browser made no passkey. Try again, or use another browser.")},
    )
    passwordless = forms.BooleanField(initial=True, required=False, widget=forms.HiddenInput)

    def clean(self) -> Any:
        with _kindly():
            return super().clean()


class PasskeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name of the device"), max_length=_NAME_LENGTH)
