"""Pages of the library that are no Wagtail pages. Each first word here is no code of a case: see `models/case.py`.

`<slug>` is a case's code in small letters, the same in every language.
"""

from django.urls import path

from library.views import (
    adapting,
    answering,
    arriving,
    building_blocks,
    lineage,
    mapping,
    nominations,
    organisations,
    people,
    printed,
)

app_name = "library"

urlpatterns = [
    path("blocks/", building_blocks.page, name="blocks"),
    path("map/", mapping.page, name="map"),
    path("people/", people.directory, name="people"),
    path("people/<slug:code>/", people.champion, name="champion"),
    path("people/<slug:code>/write/", people.write, name="write_to_champion"),
    path("people/<slug:code>/letters/", people.letters, name="champion_letters"),
    path("organisations/", organisations.directory, name="organisations"),
    path("organisations/<slug:code>/", organisations.organisation, name="organisation"),
    path("nominate/", nominations.nominate, name="nominate"),
    path("nominations/", nominations.mine, name="nominations"),
    path("<slug:slug>/", arriving.case, name="case"),
    path("<slug:slug>/pdf/<str:language>/", printed.pdf, name="pdf"),
    path("<slug:slug>/lineage/", lineage.page, name="lineage"),
    path("<slug:slug>/adapted/", adapting.listing, name="adaptations"),
    path("<slug:slug>/adapted/new/", adapting.adapt, name="adapt"),
    path("<slug:slug>/adapted/<int:pk>/", adapting.edit, name="adaptation_edit"),
    path("<slug:slug>/adapted/<int:pk>/withdraw/", adapting.withdraw, name="adaptation_withdraw"),
    path("<slug:slug>/adapted/<int:pk>/photo/", adapting.photo, name="adaptation_photo"),
    path("<slug:slug>/helpful/<str:language>/<str:section>/", answering.answer, name="helpful"),
]
