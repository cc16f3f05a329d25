"""Pages of one's own account, beside allauth's; below `/accounts/`."""

from django.urls import path

from people.views import account, address, sessions, signin_link

app_name = "people"

urlpatterns = [
    path("", account.overview, name="account"),
    path("link/", signin_link.ask, name="ask_signin_link"),
    path("link/sent/", signin_link.sent, name="signin_link_sent"),
    path("link/<str:token>/", signin_link.open_link, name="signin_link"),
    path("email/change/<str:token>/", address.answer, name="address_change"),
    path("sessions/<int:number>/end/", sessions.end, name="end_session"),
]
