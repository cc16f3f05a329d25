from .case import CasePage, CaseTag
from .country import Country
from .document import CaseDocument, DocumentLink, DocumentText
from .index import LibraryIndexPage
from .shelf import Shelved
from .theme import Theme, ThemeName

__all__ = [
    "CaseDocument",
    "CasePage",
    "CaseTag",
    "Country",
    "DocumentLink",
    "DocumentText",
    "LibraryIndexPage",
    "Shelved",
    "Theme",
    "ThemeName",
]
