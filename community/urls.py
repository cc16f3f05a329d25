from django.urls import path

from community.views import communities, threads

app_name = "community"

urlpatterns = [
    path("", communities.index, name="index"),
    path("<slug:slug>/", threads.thread_list, name="threads"),
    path("<slug:slug>/start/", threads.start, name="start"),
    path("<slug:slug>/<int:thread_id>/", threads.thread, name="thread"),
]
