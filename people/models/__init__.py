from .address_change import AddressChange
from .participation import Participation
from .profile import Profile
from .profile_language import ProfileLanguage
from .shown import Shown
from .signin_link import SigninLink

__all__ = ["AddressChange", "Participation", "Profile", "ProfileLanguage", "Shown", "SigninLink"]
