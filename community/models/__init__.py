from .audit import AuditEntry
from .community import Community
from .flag import Flag
from .held_word import HeldWord
from .invitation import Invitation
from .mail import OutgoingMail
from .membership import Membership
from .pages import CommunityIndexPage, CommunityPage
from .post import Post
from .thread import Thread

__all__ = [
    "AuditEntry",
    "Community",
    "CommunityIndexPage",
    "CommunityPage",
    "Flag",
    "HeldWord",
    "Invitation",
    "Membership",
    "OutgoingMail",
    "Post",
    "Thread",
]
