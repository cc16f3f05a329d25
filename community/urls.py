from django.urls import path

from community.views import (
    communities,
    facilitating,
    flags,
    invitations,
    joining,
    log,
    managing,
    members,
    moderating,
    moderation,
    requests,
    threads,
)

app_name = "community"

urlpatterns = [
    path("", communities.index, name="index"),
    path("-/invitations/<str:token>/", invitations.accept, name="invitation"),
    path("<slug:slug>/", threads.thread_list, name="threads"),
    path("<slug:slug>/join/", joining.join, name="join"),
    path("<slug:slug>/ask/", joining.ask, name="ask"),
    path("<slug:slug>/leave/", joining.leave, name="leave"),
    path("<slug:slug>/members/", members.members, name="members"),
    path("<slug:slug>/members/<int:user_id>/", managing.manage, name="manage_member"),
    path("<slug:slug>/requests/", requests.requests, name="requests"),
    path("<slug:slug>/invitations/", invitations.invitations, name="invitations"),
    path("-/moderation/", moderation.queue, name="all_moderation"),
    path("-/my-log/", log.of_person, name="my_log"),
    path("-/log/<int:entry_id>/undo/", moderating.undo, name="undo"),
    path("-/posts/<int:post_id>/flag/", flags.flag, name="flag"),
    path("-/posts/<int:post_id>/moderate/<slug:act>/", moderating.post, name="moderate_post"),
    path("<slug:slug>/moderation/", moderation.queue, name="moderation"),
    path("<slug:slug>/moderation/words/", moderation.held_words, name="held_words"),
    path("<slug:slug>/log/", log.of_community, name="log"),
    path("<slug:slug>/facilitating/", facilitating.page, name="facilitating"),
    path("<slug:slug>/facilitating/<slug:what>.csv", facilitating.export, name="facilitating_csv"),
    path("<slug:slug>/<int:thread_id>/moderate/<slug:act>/", moderating.thread, name="moderate_thread"),
    path("<slug:slug>/start/", threads.start, name="start"),
    path("<slug:slug>/<int:thread_id>/", threads.thread, name="thread"),
]
