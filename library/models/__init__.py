from .case import CasePage, CaseTag
from .country import Country
from .document import CaseDocument, DocumentLink, DocumentText
from .index import LibraryIndexPage
from .theme import Theme, ThemeName
from .translation import CaseTranslation, ChangeLevel, ReadCount, TranslatedSection

__all__ = [
    "CaseDocument",
    "CasePage",
    "CaseTag",
    "CaseTranslation",
    "ChangeLevel",
    "Country",
    "DocumentLink",
    "DocumentText",
    "LibraryIndexPage",
    "ReadCount",
    "Theme",
    "ThemeName",
    "TranslatedSection",
]
