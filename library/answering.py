"""Was this helpful? One answer a person and section, which they may change; nobody can tell whose it is."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from library.models import CasePage, SectionAnswer
from library.models.answer import MAX_COMMENT, WHY_NOT
from search.normalising import without_controls


def respondent(*, person: Any = None, visitor: str = "") -> str:
    """The keyed hash that stands for a person, or for the random word in a visitor's session."""
    token = f"person:{person.pk}" if person is not None and person.is_authenticated else f"visitor:{visitor}"
    return salted_hmac("library.answering", token, algorithm="sha256").hexdigest()


NOT_ASKED = frozenset({"sources"})
"""Sections that help in another way than by being read."""


def section_names(page: CasePage) -> list[str]:
    """The sections of a page that readers are asked about, in order, each once."""
    return [name for name in dict.fromkeys(block.block_type for block in page.body) if name not in NOT_ASKED]


def answer(
    *, page: CasePage, section: str, who: str, is_helpful: bool, reason: str = "", comment: str = ""
) -> SectionAnswer:
    """Note whether `section` of `page` (a case in one language) helped; the same person's earlier answer goes.

    :param who: see `respondent`
    :param reason: a key of `WHY_NOT`, for what did not help; `comment` likewise, at most `MAX_COMMENT` characters
    :raises ValidationError: with a sentence
    """
    if section not in section_names(page):
        raise ValidationError({"section": _("This section is not there any more.")})
    if reason and reason not in dict(WHY_NOT):
        raise ValidationError({"reason": _("Please choose one of these reasons.")})
    comment = " ".join(without_controls(comment).split())
    if len(comment) > MAX_COMMENT:
        raise ValidationError({"comment": _("At most %(most)s characters.") % {"most": MAX_COMMENT}})
    if is_helpful:
        reason = comment = ""
    with transaction.atomic():
        row, _is_new = SectionAnswer.objects.update_or_create(
            page=page,
            section=section,
            respondent=who,
            defaults={"is_helpful": is_helpful, "reason": reason, "comment": comment, "answered_at": timezone.now()},
        )
    return row


def answers_of(page: CasePage, who: str) -> QuerySet[SectionAnswer]:
    """What this person answered, a row a section."""
    return SectionAnswer.objects.filter(page=page, respondent=who)
