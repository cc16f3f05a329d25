from .case import CasePage, CaseTag
from .case_person import CasePerson
from .champion import Champion, ChampionLanguage, ChampionText, ChampionTopic, ChampionTraining
from .consent import Consent
from .country import Country
from .document import CaseDocument, DocumentLink, DocumentText
from .index import LibraryIndexPage
from .letter import ChampionLetter
from .organisation import Organisation, OrganisationLanguage, OrganisationName
from .theme import Theme, ThemeName

__all__ = [
    "CaseDocument",
    "CasePage",
    "CasePerson",
    "CaseTag",
    "Champion",
    "ChampionLanguage",
    "ChampionLetter",
    "ChampionText",
    "ChampionTopic",
    "ChampionTraining",
    "Consent",
    "Country",
    "DocumentLink",
    "DocumentText",
    "LibraryIndexPage",
    "Organisation",
    "OrganisationLanguage",
    "OrganisationName",
    "Theme",
    "ThemeName",
]
