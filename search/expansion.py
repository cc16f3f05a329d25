"""Something a question did not say and that is looked for with it: the same in another language."""

from __future__ import annotations

from dataclasses import dataclass

from .analysis import Question

THESAURUS = "thesaurus"
LEXICON = "lexicon"
NAME = "name"
TRANSLATOR = "translator"


@dataclass(frozen=True, slots=True)
class Expansion:
    """`text`, in `language`, stands for the words `of` of the question. Readers see it and can take it away."""

    text: str
    language: str
    origin: str
    """Where it comes from: THESAURUS, LEXICON, NAME or TRANSLATOR."""
    of: str
    question: Question
    """`text` analysed."""
    share: float
    """What it weighs against a word of the question itself, up to 1."""
