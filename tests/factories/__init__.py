"""Things to test with, made through the same verbs that the site uses where there is one."""

from .adaptations import adaptation, grew_out_of
from .cases import case, case_line
from .communities import community, facilitator, member, reply, thread
from .nominations import nomination
from .people import PASSWORD, user

__all__ = [
    "PASSWORD",
    "adaptation",
    "case",
    "case_line",
    "community",
    "facilitator",
    "grew_out_of",
    "member",
    "nomination",
    "reply",
    "thread",
    "user",
]
