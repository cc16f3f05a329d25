"""Members, as they show themselves to others; below `/people/`."""

from django.urls import path

from people.views import blocking, letters, reporting

app_name = "members"

urlpatterns = [
    path("<int:person_id>/write/", letters.write, name="write"),
    path("<int:person_id>/block/", blocking.block, name="block"),
    path("<int:person_id>/unblock/", blocking.unblock, name="unblock"),
    path("<int:person_id>/report/", reporting.report, name="report"),
]
