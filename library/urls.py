"""Pages of the library that are no Wagtail pages. Beside the library's front page, whose cases have their codes as
addresses."""

from django.urls import path

from library.views import blocks

urlpatterns = [
    path("library/blocks/", blocks.page, name="library_blocks"),
]
