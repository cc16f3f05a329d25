"""What the library knows about people; see privacy/decisions.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library import contacting, correspondence, reads, unlinking
from library.models import Champion
from privacy.decisions import Erasing, Given, InWords, Loose, Retention, Rows, Table

TABLES = [
    Table(
        "library.CaseTranslation", "translated_by", Erasing.UNLINK, "The translation is the library's.",
        gives=("original__code", "locale__language_code", "translated_at"),
        what=gettext_lazy("Practices you translated"),
    ),
    Table(
        "library.Adaptation", "author", Erasing.UNLINK,
        "What was learned stays useful to others; it names its author no more.",
        gives=(
            "id", "code", "language", "country", "place", "kept", "changed", "result", "photo_alt", "state", "reason",
            "created_at", "changed_at",
        ),
        files=("photo",),
        what=gettext_lazy("What you wrote about using a practice"),
    ),
    Table("library.Adaptation", "decided_by", Erasing.UNLINK, "An editor's act, not about the editor."),
    Table(
        "library.Champion", "account", Erasing.UNLINK,
        "A champion's page rests on its own consent, which they gave to an editor and can take back there.",
        gives=(
            "code", "name", "consent", "photo_consent", "country", "place", "organisation__code", "offers_visits",
            "offers_talks", "offers_calls", "offers_stays", "terms", "private_email", "accepts_letters",
        ),
        files=("photo__file",),
        children=(
            Rows("texts", ("language", "name", "headline", "teaches", "availability")),
            Rows("topics", ("concept__code",)),
            Rows("languages", ("language", "speaks", "reads")),
            Rows("trainings", ("kind", "taken_on")),
        ),
        what=gettext_lazy("You as a champion"),
    ),
    Table(
        "library.ChampionLetter", "sender", Erasing.UNLINK, "It has arrived; kept for complaints, 90 days at most.",
        gives=("champion__code", "text", "shares_address", "sent_at"),
        what=gettext_lazy("Letters you wrote to champions"),
    ),
    Table(
        "library.Nomination", "nominator", Erasing.UNLINK, "The practice is of a community; editors work on it.",
        gives=(
            "id", "title", "place", "why", "language", "wants_credit", "state", "answer", "created_at", "decided_at",
        ),
        files=("photo__file",),
        what=gettext_lazy("Practices you nominated"),
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
        gettext_lazy(
            "Adaptations, nominations, translations and letters to champions that you wrote stay, without your name."
        ),
    ),
]

RETENTIONS = [
    Retention(gettext_lazy("Letters to champions"), correspondence.KEPT_FOR.days, contacting.forget_old),
    Retention(gettext_lazy("How often a page was read on a day; not by whom"), reads.KEPT_FOR.days, reads.forget_old),
]


def _champion(person: Any) -> Iterator[Given]:
    """Whether they are shown as a champion."""
    for champion in Champion.objects.filter(account=person):
        yield Given(
            what=_("Being shown as a champion, as “%(name)s”") % {"name": champion.name},
            answer=champion.get_consent_display(),
        )
        if champion.photo_id:
            yield Given(
                what=_("Your photo on your page as a champion"), answer=_("Yes") if champion.photo_consent else _("No")
            )


CONSENTS = [_champion]
