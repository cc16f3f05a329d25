from .invitation import Invitation
from .invitation_link import InvitationLink
from .participation import Participation
from .profile import Profile
from .profile_language import ProfileLanguage
from .shown import Shown

__all__ = ["Invitation", "InvitationLink", "Participation", "Profile", "ProfileLanguage", "Shown"]
