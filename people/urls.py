"""Members, as they show themselves to others; below `/people/`."""

from django.urls import path

from people.views import invitation

app_name = "members"

urlpatterns = [
    path("-/invitations/<str:token>/", invitation.accept, name="invitation"),
]
