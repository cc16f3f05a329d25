from .deletion_request import DeletionRequest
from .participation import Participation
from .profile import Profile
from .profile_language import ProfileLanguage
from .shown import Shown

__all__ = ["DeletionRequest", "Participation", "Profile", "ProfileLanguage", "Shown"]
