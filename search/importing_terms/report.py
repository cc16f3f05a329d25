"""What an import of terms did, or in a dry run would do."""

from __future__ import annotations

from dataclasses import dataclass, field

KEPT = 200
"""Problems that are kept word by word; the others are counted. A damaged file may have a million of them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` counts from 1; 0 where no line can be named."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}" if self.line else self.text


@dataclass(slots=True)
class Report:
    """Counts of rows. `labels_kept`: the file wants them otherwise, but an editor changed or reviewed them."""

    concepts: int = 0
    labels: int = 0
    concepts_new: int = 0
    concepts_removed: int = 0
    labels_new: int = 0
    labels_changed: int = 0
    labels_removed: int = 0
    labels_kept: int = 0
    relations_new: int = 0
    relations_removed: int = 0
    unreadable: int = 0
    """Lines or statements that could not be read: what stood there is unknown, so nothing is removed."""
    broke_off: bool = False
    """The file could not be read to its end."""
    problems: list[Problem] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    """What was left out on purpose, and how often."""

    @property
    def is_unchanged(self) -> bool:
        return not (
            self.concepts_new
            or self.concepts_removed
            or self.labels_new
            or self.labels_changed
            or self.labels_removed
            or self.relations_new
            or self.relations_removed
        )

    def unread(self, line: int, text: str) -> None:
        self.unreadable += 1
        if len(self.problems) < KEPT:
            self.problems.append(Problem(line, " ".join(text.split())[:300]))

    def left_out(self, why: str) -> None:
        self.notes[why] = self.notes.get(why, 0) + 1


class UnreadableFileError(Exception):
    """Nothing of the file can be read; the message says why, for whoever called the command."""
