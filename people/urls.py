"""Members, as they show themselves to others; below `/people/`."""

from django.urls import URLPattern

app_name = "members"

urlpatterns: list[URLPattern] = []
