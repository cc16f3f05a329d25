from .audit import AuditEntry
from .community import Community
from .mail import OutgoingMail
from .membership import Membership
from .notification import Notification, NotificationEvent, NotificationSettings
from .pages import CommunityIndexPage, CommunityPage
from .post import Post
from .reading import CommunityState, TagFollow, ThreadState
from .thread import Thread

__all__ = [
    "AuditEntry",
    "Community",
    "CommunityIndexPage",
    "CommunityPage",
    "CommunityState",
    "Membership",
    "Notification",
    "NotificationEvent",
    "NotificationSettings",
    "OutgoingMail",
    "Post",
    "TagFollow",
    "Thread",
    "ThreadState",
]
