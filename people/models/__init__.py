from .block import Block
from .letter_stop import LetterStop
from .member_letter import MemberLetter
from .participation import Participation
from .profile import Profile
from .profile_language import ProfileLanguage
from .report import Report
from .shown import Shown

__all__ = [
    "Block",
    "LetterStop",
    "MemberLetter",
    "Participation",
    "Profile",
    "ProfileLanguage",
    "Report",
    "Shown",
]
