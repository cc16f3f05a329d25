from .change import Change
from .concept import Concept, ConceptLabel, ConceptRelation, Kind
from .saved_search import SavedSearch
from .translation import Lesson, WordTranslation, WrittenName
from .unanswered_search import UnansweredSearch

__all__ = [
    "Change",
    "Concept",
    "ConceptLabel",
    "ConceptRelation",
    "Kind",
    "Lesson",
    "SavedSearch",
    "UnansweredSearch",
    "WordTranslation",
    "WrittenName",
]
