"""allauth's pages below `/accounts/`, with ours where they do more: the first address of a name's path wins.

Those of other houses have no language: `provider_urls`.
"""

from django.urls import include, path, re_path
from django.views.generic import RedirectView

from people.views import address, ways_in

urlpatterns = [
    path("login/", ways_in.login, name="account_login"),
    path("signup/", ways_in.signup, name="account_signup"),
    path("email/", address.page, name="account_email"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", ways_in.confirm_email, name="account_confirm_email"),
    path("password/reset/", ways_in.password_reset, name="account_reset_password"),
    path("2fa/", ways_in.overview, name="mfa_index"),
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("2fa/webauthn/login/", ways_in.login_with_passkey, name="mfa_login_webauthn"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
