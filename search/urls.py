from django.urls import path

from .views.results import results
from .views.saved import delete, saved, saved_search

app_name = "search"
urlpatterns = [
    path("", results, name="results"),
    path("saved/", saved, name="saved"),
    path("saved/<int:pk>/", saved_search, name="saved_search"),
    path("saved/<int:pk>/delete/", delete, name="delete_saved"),
]
