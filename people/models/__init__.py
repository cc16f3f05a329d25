from .consent_record import ConsentRecord
from .data_request import DataRequest
from .participation import Participation
from .profile import Profile
from .profile_language import ProfileLanguage
from .shown import Shown

__all__ = ["ConsentRecord", "DataRequest", "Participation", "Profile", "ProfileLanguage", "Shown"]
