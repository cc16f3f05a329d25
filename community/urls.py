from django.urls import path

from community.views import communities, invitations, joining, managing, members, requests, threads

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
    path("<slug:slug>/start/", threads.start, name="start"),
    path("<slug:slug>/<int:thread_id>/", threads.thread, name="thread"),
]
