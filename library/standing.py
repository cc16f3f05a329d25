"""A published case needs an update, is archived, or holds again: said once for all its languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from library.models import CasePage, Standing
from library.models.standing import MAX_WHY
from search import languages
from search.printable import unprintable

CURRENT = "current"


def check_can_set(user: Any, case: CasePage) -> None:
    """:raises Http404: for whoever may not publish the case"""
    if not case.permissions_for_user(user).can_publish():
        raise Http404


def standing_of(case: CasePage) -> Standing | None:
    """None: it holds."""
    return standings_of(case).first()


def standings_of(case: CasePage) -> QuerySet[Standing]:
    """The one row of `standing_of`, or none."""
    return Standing.objects.filter(translation_key=case.translation_key)


def mistakes_in(state: str, why: str) -> dict[str, str]:
    """What is wrong with what was written, by field; `why` on one line."""
    mistakes = {}
    if state not in {*Standing.State.values, CURRENT}:
        mistakes["state"] = _("Please choose one.")
    if state != CURRENT and not why:
        mistakes["why"] = _("Please write why: readers want to know.")
    elif len(why) > MAX_WHY:
        mistakes["why"] = _("The text is too long: %(length)s characters, %(most)s are allowed.") % {
            "length": len(why),
            "most": MAX_WHY,
        }
    elif unprintable(why):
        mistakes["why"] = _("The text holds characters that cannot be shown. Please remove them.")
    return mistakes


@transaction.atomic
def set_standing(case: CasePage, *, state: str, why: str, editor: Any, page_language: str) -> None:
    """Say how a practice stands.

    :param state: of `Standing.State`, or `CURRENT`: it holds again
    :param why: for readers, in any language; not needed for `CURRENT`
    :raises Http404: as `check_can_set`; ValidationError: by field
    """
    check_can_set(editor, case)
    why = " ".join(why.split())
    mistakes = mistakes_in(state, why)
    if mistakes:
        raise ValidationError(mistakes)
    if state == CURRENT:
        Standing.objects.filter(translation_key=case.translation_key).delete()
    else:
        Standing.objects.update_or_create(
            translation_key=case.translation_key,
            defaults={
                "state": state,
                "why": why,
                "language": languages.guess(why, default=page_language, among=settings.LANGUAGE_CODES),
                "set_by": editor,
                "set_at": timezone.now(),
            },
        )
    log(instance=case, action="library.standing", user=editor, data={"state": state, "why": why})
