"""Members, as they show themselves to others; below `/people/`."""

from django.urls import path

from people.views import notices

app_name = "members"

urlpatterns = [
    path("-/privacy/", notices.privacy, name="privacy"),
    path("-/rules/", notices.rules, name="rules"),
    path("-/rules/<int:version>/", notices.rules, name="rules"),
]
