from .audit import AuditEntry
from .community import Community
from .e_discussion import EDiscussion, NameConsent
from .flag import Flag
from .held_word import HeldWord
from .invitation import Invitation
from .mail import OutgoingMail
from .membership import Membership
from .pages import CommunityIndexPage, CommunityPage
from .post import Post
from .tag import Tag, ThreadTag
from .thread import Thread

__all__ = [
    "AuditEntry",
    "Community",
    "CommunityIndexPage",
    "CommunityPage",
    "EDiscussion",
    "Flag",
    "HeldWord",
    "Invitation",
    "Membership",
    "NameConsent",
    "OutgoingMail",
    "Post",
    "Tag",
    "Thread",
    "ThreadTag",
]
