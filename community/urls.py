from django.urls import path

from community.views import communities, following, notifications, threads, unread

app_name = "community"

urlpatterns = [
    path("", communities.index, name="index"),
    path("-/unread/", unread.everywhere, name="unread"),
    path("-/following/", following.followed, name="following"),
    path("-/notifications/", notifications.notifications, name="notifications"),
    path("-/notifications/read/", notifications.mark_all, name="notifications_read"),
    path("-/notifications/<int:pk>/read/", notifications.mark_one, name="notification_read"),
    path("-/notifications/choices/", notifications.choices, name="notification_choices"),
    path("<slug:slug>/", threads.thread_list, name="threads"),
    path("<slug:slug>/start/", threads.start, name="start"),
    path("<slug:slug>/unread/", unread.in_community, name="unread_here"),
    path("<slug:slug>/read/", following.mark_read, name="mark_read"),
    path("<slug:slug>/follow/", following.community_level, name="follow_community"),
    path("<slug:slug>/<int:thread_id>/", threads.thread, name="thread"),
    path("<slug:slug>/<int:thread_id>/new/", unread.first_new, name="first_new"),
    path("<slug:slug>/<int:thread_id>/follow/", following.thread_level, name="follow_thread"),
]
