from .change import Change
from .concept import Concept, ConceptLabel, ConceptRelation, Kind

__all__ = ["Change", "Concept", "ConceptLabel", "ConceptRelation", "Kind"]
