from .api_token import ApiToken
from .attachment import Attachment
from .audit import AuditEntry
from .community import Community
from .draft import Draft
from .e_discussion import EDiscussion, NameConsent
from .flag import Flag
from .held_word import HeldWord
from .imported import ImportedPost, NameClaim
from .invitation import Invitation
from .mail import OutgoingMail
from .mark import Mark
from .membership import Membership
from .mention import Mention
from .notification import Notification, NotificationEvent, NotificationSettings
from .pages import CommunityIndexPage, CommunityPage
from .poll import Poll, PollOption, PollVote
from .post import Post
from .post_version import PostVersion
from .reading import CommunityState, TagFollow, ThreadState
from .tag import Tag, ThreadTag
from .thread import Thread
from .unfurled import Unfurled

__all__ = [
    "ApiToken",
    "Attachment",
    "AuditEntry",
    "Community",
    "CommunityIndexPage",
    "CommunityPage",
    "CommunityState",
    "Draft",
    "EDiscussion",
    "Flag",
    "HeldWord",
    "ImportedPost",
    "Invitation",
    "Mark",
    "Membership",
    "Mention",
    "NameClaim",
    "NameConsent",
    "Notification",
    "NotificationEvent",
    "NotificationSettings",
    "OutgoingMail",
    "Poll",
    "PollOption",
    "PollVote",
    "Post",
    "PostVersion",
    "Tag",
    "TagFollow",
    "Thread",
    "ThreadState",
    "ThreadTag",
    "Unfurled",
]
