from .community import Community
from .mail import OutgoingMail
from .pages import CommunityIndexPage, CommunityPage
from .post import Post
from .thread import Thread

__all__ = ["Community", "CommunityIndexPage", "CommunityPage", "OutgoingMail", "Post", "Thread"]
