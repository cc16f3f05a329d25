from .api_token import ApiToken
from .audit import AuditEntry
from .community import Community
from .imported import ImportedPost, NameClaim
from .mail import OutgoingMail
from .membership import Membership
from .pages import CommunityIndexPage, CommunityPage
from .post import Post
from .thread import Thread

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Community",
    "CommunityIndexPage",
    "CommunityPage",
    "ImportedPost",
    "Membership",
    "NameClaim",
    "OutgoingMail",
    "Post",
    "Thread",
]
