from django.urls import path

from community.views import communities, posts, threads, writing

app_name = "community"

urlpatterns = [
    path("", communities.index, name="index"),
    path("-/posts/<int:post_id>/", posts.permalink, name="post"),
    path("-/posts/<int:post_id>/edit/", posts.edit, name="edit"),
    path("-/posts/<int:post_id>/history/", posts.history, name="history"),
    path("-/draft/", writing.draft, name="draft"),
    path("-/draft/<int:draft_id>/discard/", writing.discard, name="discard_draft"),
    path("<slug:slug>/", threads.thread_list, name="threads"),
    path("<slug:slug>/mentionable/", writing.mentionable, name="mentionable"),
    path("<slug:slug>/start/", threads.start, name="start"),
    path("<slug:slug>/<int:thread_id>/", threads.thread, name="thread"),
]
