"""Things to test with, made through the same verbs that the site uses where there is one."""

from .cases import case, case_line
from .communities import community, thread
from .nominations import nomination
from .people import PASSWORD, user

__all__ = ["PASSWORD", "case", "case_line", "community", "nomination", "thread", "user"]
