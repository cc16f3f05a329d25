"""Who travels an edition of a route, and who did: noting participants and what became of them. Editors do it, in the
admin; whoever is invited adds themselves (`people/inviting.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_permission_codename
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from library.models import RouteEdition
from library.refusals import NotAllowed
from people import badges
from people.models import Invitation, Participation

State = Participation.State


def may(user: Any, action: str, model: Any = Participation) -> bool:
    """Whether `user` may `action` (add, change, delete, view) participants, or invitations; see cms/roles.py."""
    meta = model._meta
    return bool(user.has_perm(f"{meta.app_label}.{get_permission_codename(action, meta)}"))


def check_may(user: Any, action: str, model: Any = Participation) -> None:
    """:raises NotAllowed: see `may`"""
    if not may(user, action, model):
        raise NotAllowed(_("Only editors of the library look after cohorts."))


def is_in(edition: RouteEdition, person: Any) -> bool:
    """Whether `person` is to travel it, or did."""
    return Participation.objects.filter(edition=edition, user=person).exclude(state=State.WITHDREW).exists()


def is_over(edition: RouteEdition) -> bool:
    return edition.ends_on < timezone.localdate()


def state_now(edition: RouteEdition) -> str:
    """What somebody is who joins the cohort today: of a journey that is over, they travelled it."""
    return State.TRAVELLED if is_over(edition) else State.SELECTED


@transaction.atomic
def note_participant(*, edition: RouteEdition, person: Any, by: Any, state: str = "") -> Participation:
    """`person` is in the cohort of `edition`; who is in it already stays as they are.

    :param state: see `state_now` when it is not given
    :raises NotAllowed: `by` is no editor
    :raises ValidationError: about `person` or `state`
    """
    check_may(by, "add")
    if not person.is_active:
        raise ValidationError({"person": _("This account is closed.")})
    return take_in(edition=edition, person=person, by=by, state=_checked(state or state_now(edition)))[0]


def take_in(
    *, edition: RouteEdition, person: Any, by: Any, state: str, invitation: Invitation | None = None
) -> tuple[Participation, bool]:
    """Whether that may be was decided by the caller.

    :returns: the participant, and whether they are new
    """
    row, is_new = Participation.objects.get_or_create(
        edition=edition, user=person, defaults={"state": state, "noted_by": by, "invitation": invitation}
    )
    if is_new:
        _record("people.participant_noted", edition, person if invitation else by, [row], state=state)
    return row, is_new


def _checked(state: str) -> str:
    if state not in State.values:
        raise ValidationError({"state": _("Please choose one of the states.")})
    return state


@transaction.atomic
def change_state(*, participants: Iterable[Participation], state: str, by: Any) -> int:
    """Of one or of many, all of one edition.

    :returns: how many changed
    :raises NotAllowed: `by` is no editor
    :raises ValidationError: about `state`
    """
    check_may(by, "change")
    _checked(state)
    numbers = [row.pk for row in participants]
    rows = list(Participation.objects.select_for_update().filter(pk__in=numbers).exclude(state=state).order_by("pk"))
    if not rows:
        return 0
    changed = Participation.objects.filter(pk__in=[row.pk for row in rows])
    changed.update(state=state, since=timezone.now(), noted_by=by)
    badges.refresh(row.user_id for row in rows)  # an update sends no signal
    _record("people.participants_changed", _edition_of(rows), by, rows, state=state)
    return len(rows)


@transaction.atomic
def take_off(*, participants: Iterable[Participation], by: Any) -> int:
    """They were noted by mistake. Who does not travel after all withdrew: see `change_state`.

    :returns: how many there were
    :raises NotAllowed: `by` is no editor
    """
    check_may(by, "delete")
    numbers = [row.pk for row in participants]
    rows = list(Participation.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    if not rows:
        return 0
    Participation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    _record("people.participants_taken_off", _edition_of(rows), by, rows)
    return len(rows)


def _edition_of(rows: list[Participation]) -> RouteEdition:
    editions = {row.edition_id for row in rows}
    if len(editions) > 1:
        raise ValueError("participants of one edition at a time")
    return RouteEdition.objects.named().get(pk=editions.pop())


def _record(action: str, edition: RouteEdition, by: Any, rows: list[Participation], **more: Any) -> None:
    """In the route's history in the admin. People by number: a name in it would outlive their account."""
    data = {"edition": edition.code, "people": [row.user_id for row in rows]} | more
    log(edition.route, action, user=by, data=data)
