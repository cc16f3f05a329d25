"""Addresses below `/<language>/library/` that are no pages of the tree."""

from django.urls import path

from library.views import mapping

app_name = "library"
urlpatterns = [
    path("map/", mapping.page, name="map"),
]
