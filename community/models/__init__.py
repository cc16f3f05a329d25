from .audit import AuditEntry
from .community import Community
from .draft import Draft
from .mail import OutgoingMail
from .membership import Membership
from .mention import Mention
from .pages import CommunityIndexPage, CommunityPage
from .post import Post
from .post_version import PostVersion
from .thread import Thread
from .unfurled import Unfurled

__all__ = [
    "AuditEntry",
    "Community",
    "CommunityIndexPage",
    "CommunityPage",
    "Draft",
    "Membership",
    "Mention",
    "OutgoingMail",
    "Post",
    "PostVersion",
    "Thread",
    "Unfurled",
]
