"""What search knows about people; see privacy/decisions.py."""

from privacy.decisions import Erasing, Table

TABLES = [
    Table(
        "search.SavedSearch", "person", Erasing.DELETE, "Nobody else sees what somebody keeps.",
        gives=("name", "query", "language", "alert", "created", "seen_at"),
    ),
]  # fmt: skip
