from .address_change import AddressChange
from .administrator_act import AdministratorAct
from .block import Block
from .consent_record import ConsentRecord
from .data_request import DataRequest
from .deletion_request import DeletionRequest
from .invitation import Invitation
from .invitation_link import InvitationLink
from .letter_stop import LetterStop
from .member_letter import MemberLetter
from .participation import Participation
from .profile import Profile
from .profile_language import ProfileLanguage
from .report import Report
from .shown import Shown
from .signin_link import SigninLink

__all__ = [
    "AddressChange",
    "AdministratorAct",
    "Block",
    "ConsentRecord",
    "DataRequest",
    "DeletionRequest",
    "Invitation",
    "InvitationLink",
    "LetterStop",
    "MemberLetter",
    "Participation",
    "Profile",
    "ProfileLanguage",
    "Report",
    "Shown",
    "SigninLink",
]
