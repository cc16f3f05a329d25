"""Pages of the library that are no Wagtail pages. Each first word here is no code of a case: see `models/case.py`."""

from django.urls import path

from library.views import nominations

app_name = "library"

urlpatterns = [
    path("nominate/", nominations.nominate, name="nominate"),
    path("nominations/", nominations.mine, name="nominations"),
]
