"""What search knows about people; see privacy/decisions.py."""

from django.utils.translation import gettext_lazy as _

from privacy.decisions import Erasing, InWords, Retention, Table
from search import unanswered

TABLES = [
    Table(
        "search.SavedSearch", "person", Erasing.DELETE, "Nobody else sees what somebody keeps.",
        gives=("name", "query", "language", "alert", "created", "seen_at"),
        what=_("Searches you saved"),
    ),
]  # fmt: skip

RETENTIONS = [
    Retention(
        _("Questions to the search that found nothing; not who asked"),
        unanswered.KEPT_FOR.days,
        unanswered.forget_old,
    ),
]

IN_WORDS = [InWords(Erasing.DELETE, _("Searches that you kept."))]
