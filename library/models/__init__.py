from .adaptation import Adaptation
from .answer import SectionAnswer
from .case import CasePage, CaseTag
from .country import Country
from .document import CaseDocument, DocumentLink, DocumentText
from .index import LibraryIndexPage
from .origin import CaseOrigin
from .pdf import CasePdf
from .theme import Theme, ThemeName

__all__ = [
    "Adaptation",
    "CaseDocument",
    "CaseOrigin",
    "CasePage",
    "CasePdf",
    "CaseTag",
    "Country",
    "DocumentLink",
    "DocumentText",
    "LibraryIndexPage",
    "SectionAnswer",
    "Theme",
    "ThemeName",
]
