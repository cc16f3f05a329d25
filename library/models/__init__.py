from .case import CasePage, CaseTag
from .country import Country
from .disclosure import Disclosure, DisclosureSet
from .document import CaseDocument, DocumentLink, DocumentText
from .index import LibraryIndexPage
from .theme import Theme, ThemeName

__all__ = [
    "CaseDocument",
    "CasePage",
    "CaseTag",
    "Country",
    "Disclosure",
    "DisclosureSet",
    "DocumentLink",
    "DocumentText",
    "LibraryIndexPage",
    "Theme",
    "ThemeName",
]
