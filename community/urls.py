from django.urls import path

from community import feeds
from community.views import accepting, communities, contributions, e_discussions, tagging, thread_lists, threads
from library.openness import open_data

app_name = "community"

urlpatterns = [
    path("", communities.index, name="index"),
    path("-/threads/", thread_lists.in_my_communities, name="my_threads"),
    path("-/people/<int:person_id>/", contributions.person, name="person"),
    path("-/posts/<int:post_id>/accept/", accepting.accept, name="accept"),
    path("-/posts/<int:post_id>/mark/", e_discussions.mark, name="mark"),
    path("<slug:slug>/", threads.thread_list, name="threads"),
    path("<slug:slug>/feed.atom", open_data(feeds.CommunityFeed()), name="feed"),
    path("<slug:slug>/start/", threads.start, name="start"),
    path("<slug:slug>/start/e-discussion/", e_discussions.start, name="start_e_discussion"),
    path("<slug:slug>/<int:thread_id>/", threads.thread, name="thread"),
    path("<slug:slug>/<int:thread_id>/feed.atom", open_data(feeds.ThreadFeed()), name="thread_feed"),
    path("<slug:slug>/<int:thread_id>/tags/", tagging.change, name="tags"),
    path("<slug:slug>/<int:thread_id>/e-discussion/", e_discussions.change, name="e_discussion"),
    path("<slug:slug>/<int:thread_id>/nominate/", e_discussions.nominate, name="nominate"),
    path("<slug:slug>/<int:thread_id>/consent/", e_discussions.consent, name="consent"),
]
