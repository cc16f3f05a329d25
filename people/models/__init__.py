from .administrator_act import AdministratorAct
from .participation import Participation
from .profile import Profile
from .profile_language import ProfileLanguage
from .shown import Shown

__all__ = ["AdministratorAct", "Participation", "Profile", "ProfileLanguage", "Shown"]
