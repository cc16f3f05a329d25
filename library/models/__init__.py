from .case import CasePage, CaseTag
from .country import Country
from .index import LibraryIndexPage
from .theme import Theme, ThemeName

__all__ = ["CasePage", "CaseTag", "Country", "LibraryIndexPage", "Theme", "ThemeName"]
