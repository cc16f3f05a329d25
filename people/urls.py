"""Members, as they show themselves to others; below `/people/`."""

from django.urls import path

from people.views import directory, person, photos

app_name = "members"

urlpatterns = [
    path("", directory.directory, name="directory"),
    path("<int:person_id>/", person.person, name="person"),
    path("photos/<uuid:key>/", photos.photo, name="photo"),
    path("photos/<uuid:key>/small/", photos.small_photo, name="small_photo"),
]
