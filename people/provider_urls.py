"""Other houses to sign in with. Each knows one address of ours to come back to, so these have no language in the path;
404 where the installation does not name the house."""

from allauth.socialaccount.providers.facebook import views as facebook
from allauth.socialaccount.providers.google import views as google
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import path

from people.views.providers import coming_back, going

urlpatterns = [
    path("google/login/", going(google.oauth2_login), {"provider_id": "google"}, name="google_login"),
    path(
        "google/login/callback/", coming_back(google.oauth2_callback), {"provider_id": "google"}, name="google_callback"
    ),
    path("facebook/login/", going(facebook.oauth2_login), {"provider_id": "facebook"}, name="facebook_login"),
    path(
        "facebook/login/callback/",
        coming_back(facebook.oauth2_callback),
        {"provider_id": "facebook"},
        name="facebook_callback",
    ),
    path("oidc/<str:provider_id>/login/", going(openid_connect.login), name="openid_connect_login"),
    path(
        "oidc/<str:provider_id>/login/callback/", coming_back(openid_connect.callback), name="openid_connect_callback"
    ),
]
