from django.urls import path

from community.views import communities, files, marks, polls, threads

app_name = "community"

urlpatterns = [
    path("", communities.index, name="index"),
    path("-/bookmarks/", marks.bookmarks, name="bookmarks"),
    path("-/posts/<int:post_id>/mark/", marks.mark, name="mark"),
    path("-/posts/<int:post_id>/reactions/", marks.reactions, name="reactions"),
    path("-/files/<uuid:key>/", files.file, name="file"),
    path("-/files/<uuid:key>/small/", files.thumbnail, name="thumbnail"),
    path("-/polls/<int:poll_id>/vote/", polls.vote, name="poll_vote"),
    path("-/polls/<int:poll_id>/close/", polls.close, name="poll_close"),
    path("<slug:slug>/", threads.thread_list, name="threads"),
    path("<slug:slug>/start/", threads.start, name="start"),
    path("<slug:slug>/<int:thread_id>/", threads.thread, name="thread"),
]
