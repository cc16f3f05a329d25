from django.urls import path

from .views.results import results

app_name = "search"
urlpatterns = [path("", results, name="results")]
