from .beneficiary import Beneficiary
from .building_block import BuildingBlock
from .case import CasePage, CaseTag
from .condition import CaseCondition
from .cost import CaseCost
from .country import Country
from .disclosure import Disclosure, DisclosureSet
from .document import CaseDocument, DocumentLink, DocumentText
from .finance import CaseFinance
from .gallery_image import GalleryImage
from .index import LibraryIndexPage
from .involvement import CaseInvolvement
from .learning import CaseLearning
from .media_item import CaseMedia
from .nomination import Nomination
from .reference import CaseReference
from .result import CaseResult
from .sdg import CaseSDG
from .stakeholder import Stakeholder
from .step import CaseStep
from .theme import Theme, ThemeName
from .topic import CaseTopic
from .view import CaseView

__all__ = [
    "Beneficiary",
    "BuildingBlock",
    "CaseCondition",
    "CaseCost",
    "CaseDocument",
    "CaseFinance",
    "CaseInvolvement",
    "CaseLearning",
    "CaseMedia",
    "CasePage",
    "CaseReference",
    "CaseResult",
    "CaseSDG",
    "CaseStep",
    "CaseTag",
    "CaseTopic",
    "CaseView",
    "Country",
    "Disclosure",
    "DisclosureSet",
    "DocumentLink",
    "DocumentText",
    "GalleryImage",
    "LibraryIndexPage",
    "Nomination",
    "Stakeholder",
    "Theme",
    "ThemeName",
]
