"""Pages of the library that are no Wagtail pages. Each first word here is no code of a case: see `models/case.py`."""

from django.urls import path

from library.views import nominations, organisations, people

app_name = "library"

urlpatterns = [
    path("people/", people.directory, name="people"),
    path("people/<slug:code>/", people.champion, name="champion"),
    path("people/<slug:code>/write/", people.write, name="write_to_champion"),
    path("people/<slug:code>/letters/", people.letters, name="champion_letters"),
    path("organisations/", organisations.directory, name="organisations"),
    path("organisations/<slug:code>/", organisations.organisation, name="organisation"),
    path("nominate/", nominations.nominate, name="nominate"),
    path("nominations/", nominations.mine, name="nominations"),
]
