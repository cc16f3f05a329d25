"""What the library knows about people; see privacy/decisions.py."""

from django.utils.translation import gettext_lazy as _

from library import unlinking
from privacy.decisions import Erasing, InWords, Loose, Table

TABLES = [
    Table(
        "library.CaseTranslation", "translated_by", Erasing.UNLINK, "The translation is the library's.",
        gives=("id",),
    ),
    Table(
        "library.Adaptation", "author", Erasing.UNLINK,
        "What was learned stays useful to others; it names its author no more.",
        gives=("id", "place", "kept", "changed", "result"),
    ),
    Table("library.Adaptation", "decided_by", Erasing.UNLINK, "An editor's act, not about the editor."),
    Table(
        "library.Champion", "account", Erasing.UNLINK,
        "A champion's page rests on its own consent, which they gave to an editor and can take back there.",
        gives=("code", "name", "consent", "place", "accepts_letters"),
    ),
    Table(
        "library.ChampionLetter", "sender", Erasing.UNLINK, "It has arrived; kept for complaints, 90 days at most.",
        gives=("text", "sent_at"),
    ),
    Table(
        "library.Nomination", "nominator", Erasing.UNLINK, "The practice is of a community; editors work on it.",
        gives=("id", "title", "place", "why"),
    ),
    Table("library.Nomination", "decided_by", Erasing.UNLINK, "An editor's act, not about the editor."),
    Table("library.Standing", "set_by", Erasing.UNLINK, "An editor's act, not about the editor."),
]  # fmt: skip

LOOSE = [
    Loose("library.Champion", ("private_email",), "Emptied with the account of that address."),
    Loose(
        "library.Champion", ("name",),
        "A champion's page rests on a consent of its own; whoever deletes their account is asked about it first.",
    ),
    Loose(
        "library.Nomination", ("why",),
        "The name of a contributor to an e-discussion, below the text, becomes “former member”.",
    ),
]  # fmt: skip

STEPS = [unlinking.forget_address]

LEAVES_BEHIND = [unlinking.pages_of_champion]

IN_WORDS = [
    InWords(
        Erasing.UNLINK,
        _("Adaptations, nominations, translations and letters to champions that you wrote stay, without your name."),
    ),
]
