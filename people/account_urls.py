"""Pages of one's own account, beside allauth's; below `/accounts/`."""

from django.urls import path

from people.views import (
    account,
    address,
    blocking,
    consents,
    deletion,
    letters,
    my_data,
    own_photo,
    profile,
    sessions,
    signin_link,
)

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
    path("link/", signin_link.ask, name="ask_signin_link"),
    path("link/sent/", signin_link.sent, name="signin_link_sent"),
    path("link/<str:token>/", signin_link.open_link, name="signin_link"),
    path("email/change/<str:token>/", address.answer, name="address_change"),
    path("sessions/<int:number>/end/", sessions.end, name="end_session"),
    path("consent/", consents.page, name="consents"),
    path("data/", my_data.page, name="my_data"),
    path("data/<uuid:key>/", my_data.download, name="my_data_file"),
]
