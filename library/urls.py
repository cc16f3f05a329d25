"""Pages of the library that are no Wagtail pages. Each first word here is no code of a case: see `models/case.py`."""

from django.urls import path

from library.views import building_blocks, mapping, nominations

app_name = "library"

urlpatterns = [
    path("blocks/", building_blocks.page, name="blocks"),
    path("map/", mapping.page, name="map"),
    path("nominate/", nominations.nominate, name="nominate"),
    path("nominations/", nominations.mine, name="nominations"),
]
