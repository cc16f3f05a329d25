from .change import Change
from .concept import Concept, ConceptLabel

__all__ = ["Change", "Concept", "ConceptLabel"]
