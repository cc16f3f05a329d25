"""What search knows about people; see privacy/decisions.py."""

from django.utils.translation import gettext_lazy as _

from privacy.decisions import Erasing, InWords, Table

TABLES = [
    Table(
        "search.SavedSearch", "person", Erasing.DELETE, "Nobody else sees what somebody keeps.",
        gives=("name", "query", "language", "alert", "created", "seen_at"),
    ),
]  # fmt: skip

IN_WORDS = [InWords(Erasing.DELETE, _("Searches that you kept."))]
