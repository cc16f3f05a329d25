"""Pages of one's own account, beside allauth's; below `/accounts/`."""

from django.urls import path

from people.views import account, own_photo, profile

app_name = "people"

urlpatterns = [
    path("", account.overview, name="account"),
    path("profile/", profile.profile, name="profile"),
    path("profile/photo/", own_photo.own_photo, name="own_photo"),
    path("profile/photo/remove/", own_photo.remove, name="remove_photo"),
]
