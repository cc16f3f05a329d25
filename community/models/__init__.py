from .attachment import Attachment
from .audit import AuditEntry
from .community import Community
from .mail import OutgoingMail
from .mark import Mark
from .membership import Membership
from .pages import CommunityIndexPage, CommunityPage
from .poll import Poll, PollOption, PollVote
from .post import Post
from .thread import Thread

__all__ = [
    "Attachment",
    "AuditEntry",
    "Community",
    "CommunityIndexPage",
    "CommunityPage",
    "Mark",
    "Membership",
    "OutgoingMail",
    "Poll",
    "PollOption",
    "PollVote",
    "Post",
    "Thread",
]
