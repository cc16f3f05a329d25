"""Pages of one's own account, beside allauth's; below `/accounts/`."""

from django.urls import path

from people.views import account, deletion

app_name = "people"

urlpatterns = [
    path("", account.overview, name="account"),
    path("delete/", deletion.delete, name="delete"),
    path("delete/keep/", deletion.keep, name="keep"),
]
