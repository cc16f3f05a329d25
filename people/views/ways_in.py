"""allauth's pages about signing in, where ours keep what was typed, lead on, or show more."""

from __future__ import annotations

from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.account.views import ConfirmEmailView, LoginView, PasswordResetView, SignupView
from allauth.mfa.base.views import IndexView
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from people import providers, second_factor, typed


def _with_next(request: HttpRequest, name: str) -> str:
    return str(passthrough_next_redirect_url(request, reverse(name), REDIRECT_FIELD_NAME))


class _TypedMixin:
    """What was typed here stands on the next page, and what was typed before stands here."""

    request: HttpRequest

    def get_initial(self) -> dict[str, Any]:
        return typed.before(self.request) | super().get_initial()  # type: ignore[misc]

    def form_invalid(self, form: Any) -> Any:
        typed.remember(self.request)
        return super().form_invalid(form)  # type: ignore[misc]


class _Login(_TypedMixin, LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "signin_link_url": _with_next(self.request, "people:ask_signin_link"),
            "providers": providers.offered(),
        }


class _Signup(_TypedMixin, SignupView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"providers": providers.offered()}


class _PasswordReset(_TypedMixin, PasswordResetView):
    pass


class _ConfirmEmail(ConfirmEmailView):
    def get_redirect_url(self) -> str:
        """On to where the person wanted to go; to sign in first where this browser is not the one they signed up in."""
        if self.get_next_url() and not self.request.user.is_authenticated:
            return _with_next(self.request, "account_login")
        return str(super().get_redirect_url())


class _LoginWithPasskey(LoginWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)  # its message
        return HttpResponseRedirect(_with_next(self.request, "account_login"))

    def form_valid(self, form: Any) -> HttpResponse:
        key = form.cleaned_data["credential"]
        attempt = Login(user=key.user, redirect_url=get_next_redirect_url(self.request))
        return perform_passwordless_login(self.request, key, attempt)


class _Overview(IndexView):
    """The ways in to one's account, with the state of each."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        connected = SocialAccount.objects.filter(user_id=user.pk).order_by("pk")
        return super().get_context_data(**kwargs) | {
            "is_missing": second_factor.is_missing(user),
            "providers": providers.offered(),
            "connected": list(connected),
            "may_enter_admin": user.has_perm("wagtailadmin.access_admin"),
        }


login = _Login.as_view()
signup = _Signup.as_view()
password_reset = _PasswordReset.as_view()
confirm_email = _ConfirmEmail.as_view()
login_with_passkey = _LoginWithPasskey.as_view()
overview = _Overview.as_view()
