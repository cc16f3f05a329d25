"""Pages of one's own account, beside allauth's; below `/accounts/`."""

from django.urls import path

from people.views import account, consents, my_data

app_name = "people"

urlpatterns = [
    path("", account.overview, name="account"),
    path("consent/", consents.page, name="consents"),
    path("data/", my_data.page, name="my_data"),
    path("data/<uuid:key>/", my_data.download, name="my_data_file"),
]
