from .adaptation import Adaptation
from .answer import SectionAnswer
from .beneficiary import Beneficiary
from .building_block import BuildingBlock
from .case import CasePage, CaseTag
from .case_person import CasePerson
from .champion import Champion, ChampionLanguage, ChampionText, ChampionTopic, ChampionTraining
from .checks_task import ChecksTask
from .condition import CaseCondition
from .consent_level import Consent
from .cost import CaseCost
from .country import Country
from .disclosure import Disclosure, DisclosureSet
from .document import CaseDocument, DocumentLink, DocumentText
from .document_scan import DocumentScan
from .finance import CaseFinance
from .gallery_image import GalleryImage
from .index import LibraryIndexPage
from .involvement import CaseInvolvement
from .learning import CaseLearning
from .letter import ChampionLetter
from .library_settings import LibrarySettings
from .media_item import CaseMedia
from .nomination import Nomination
from .organisation import Organisation, OrganisationLanguage, OrganisationName
from .origin import CaseOrigin
from .pdf import CasePdf
from .reference import CaseReference
from .result import CaseResult
from .route import LearningRoute, RouteEdition, RouteText
from .sdg import CaseSDG
from .shelf import Shelved
from .stakeholder import Stakeholder
from .standing import Standing
from .step import CaseStep
from .theme import Theme, ThemeName
from .topic import CaseTopic
from .translation import CaseTranslation, ChangeLevel, ReadCount, TranslatedSection
from .view import CaseView

__all__ = [
    "Adaptation",
    "Beneficiary",
    "BuildingBlock",
    "CaseCondition",
    "CaseCost",
    "CaseDocument",
    "CaseFinance",
    "CaseInvolvement",
    "CaseLearning",
    "CaseMedia",
    "CaseOrigin",
    "CasePage",
    "CasePdf",
    "CasePerson",
    "CaseReference",
    "CaseResult",
    "CaseSDG",
    "CaseStep",
    "CaseTag",
    "CaseTopic",
    "CaseTranslation",
    "CaseView",
    "Champion",
    "ChampionLanguage",
    "ChampionLetter",
    "ChampionText",
    "ChampionTopic",
    "ChampionTraining",
    "ChangeLevel",
    "ChecksTask",
    "Consent",
    "Country",
    "Disclosure",
    "DisclosureSet",
    "DocumentLink",
    "DocumentScan",
    "DocumentText",
    "GalleryImage",
    "LearningRoute",
    "LibraryIndexPage",
    "LibrarySettings",
    "Nomination",
    "Organisation",
    "OrganisationLanguage",
    "OrganisationName",
    "ReadCount",
    "RouteEdition",
    "RouteText",
    "SectionAnswer",
    "Shelved",
    "Stakeholder",
    "Standing",
    "Theme",
    "ThemeName",
    "TranslatedSection",
]
