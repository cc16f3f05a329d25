from .participation import Participation
from .profile import Profile
from .profile_language import ProfileLanguage
from .shown import Shown

__all__ = ["Participation", "Profile", "ProfileLanguage", "Shown"]
