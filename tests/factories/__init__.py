"""Things to test with, made through the same verbs that the site uses where there is one."""

from .adaptations import adaptation, grew_out_of
from .cases import case, case_line
from .communities import community, facilitator, member, reply, thread
from .nominations import nomination
from .people import PASSWORD, user
from .routes import alumna, edition, profile

__all__ = [
    "PASSWORD",
    "adaptation",
    "alumna",
    "case",
    "case_line",
    "community",
    "edition",
    "facilitator",
    "grew_out_of",
    "member",
    "nomination",
    "profile",
    "reply",
    "thread",
    "user",
]
