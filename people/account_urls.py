"""Pages of one's own account, beside allauth's; below `/accounts/`."""

from django.urls import path

from people.views import account, blocking, deletion, letters, own_photo, profile

app_name = "people"

urlpatterns = [
    path("", account.overview, name="account"),
    path("letters/", letters.letters, name="letters"),
    path("letters/switch/", letters.switch, name="switch_letters"),
    path("blocked/", blocking.blocked, name="blocked"),
    path("profile/", profile.profile, name="profile"),
    path("profile/photo/", own_photo.own_photo, name="own_photo"),
    path("profile/photo/remove/", own_photo.remove, name="remove_photo"),
    path("delete/", deletion.delete, name="delete"),
    path("delete/keep/", deletion.keep, name="keep"),
]
