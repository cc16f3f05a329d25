"""Pages of one's own account, beside allauth's; below `/accounts/`."""

from django.urls import path

from people.views import account, blocking, letters

app_name = "people"

urlpatterns = [
    path("", account.overview, name="account"),
    path("letters/", letters.letters, name="letters"),
    path("letters/switch/", letters.switch, name="switch_letters"),
    path("blocked/", blocking.blocked, name="blocked"),
]
