"""Members, as they show themselves to others; below `/people/`."""

from django.urls import path

from people.views import blocking, directory, invitation, letters, notices, person, photos, reporting

app_name = "members"

urlpatterns = [
    path("<int:person_id>/write/", letters.write, name="write"),
    path("<int:person_id>/block/", blocking.block, name="block"),
    path("<int:person_id>/unblock/", blocking.unblock, name="unblock"),
    path("<int:person_id>/report/", reporting.report, name="report"),
    path("", directory.directory, name="directory"),
    path("<int:person_id>/", person.person, name="person"),
    path("photos/<uuid:key>/", photos.photo, name="photo"),
    path("photos/<uuid:key>/small/", photos.small_photo, name="small_photo"),
    path("-/invitations/<str:token>/", invitation.accept, name="invitation"),
    path("-/privacy/", notices.privacy, name="privacy"),
    path("-/rules/", notices.rules, name="rules"),
    path("-/rules/<int:version>/", notices.rules, name="rules"),
]
