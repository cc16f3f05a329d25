"""What came out of an e-discussion becomes a nomination for the library: its contributors are asked before they are
named, and only those who agree are."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community import auditing, events
from community.discussing import check_can_lead
from community.models import EDiscussion, NameConsent, Post, Thread
from library import nominating
from library.models import Nomination
from library.refusals import NotAllowed
from search.reader import interface_language_for


def synthesis_of(thread: Thread) -> Post | None:
    """The closing synthesis, while it is shown."""
    return Post.objects.filter(thread=thread, role=Post.Role.SYNTHESIS, is_hidden=False, is_awaiting=False).first()


def _locked(thread: Thread) -> EDiscussion:
    """Two facilitators at once: the second one sees what the first one did."""
    discussion = EDiscussion.objects.select_for_update().filter(thread=thread).first()
    if discussion is None:
        raise NotAllowed(_("This e-discussion has no dates yet. Please set them first."))
    if discussion.nominated_at:
        raise NotAllowed(_("This e-discussion was nominated already."))
    return discussion


@transaction.atomic
def ask_contributors(*, thread: Thread, by: Any) -> int:
    """Ask everybody who wrote in it, and was not asked before, whether they may be named.

    :returns: how many were asked now
    :raises Http404, NotAllowed: see `check_can_lead`; no synthesis yet, or nominated already
    """
    check_can_lead(by, thread)
    discussion = _locked(thread)
    if synthesis_of(thread) is None:
        raise NotAllowed(_("Please mark the closing synthesis first: contributors are asked about it."))
    written = Post.objects.filter(thread=thread, is_hidden=False, is_awaiting=False, author__is_active=True)
    asked = set(discussion.consents.values_list("person", flat=True))
    people = sorted(set(written.values_list("author", flat=True)) - asked)
    made = NameConsent.objects.bulk_create([NameConsent(discussion=discussion, person_id=pk) for pk in people])
    if discussion.asked_at is None:
        discussion.asked_at = timezone.now()
        discussion.save(update_fields=["asked_at"])
    if made:
        events.contributors_asked.send(EDiscussion, thread=thread, consents=made, by=by)
    return len(made)


def consent_of(user: Any, thread: Thread) -> NameConsent:
    """The question that was put to `user`.

    :raises Http404: they were not asked, or must not see the thread
    """
    if not Thread.objects.visible_to(user).filter(pk=thread.pk).exists():
        raise Http404
    found = NameConsent.objects.select_related("discussion").filter(
        discussion__thread=thread, person=user if user.is_authenticated else None
    )
    consent = found.first()
    if consent is None:
        raise Http404
    return consent


@transaction.atomic
def answer(*, thread: Thread, person: Any, agrees: bool) -> NameConsent:
    """`person` agrees or declines, and may change their mind until it is nominated.

    :raises Http404: see `consent_of`; NotAllowed: it is too late to change anything
    """
    consent = consent_of(person, thread)
    _locked(thread)
    consent.answer = NameConsent.Answer.AGREED if agrees else NameConsent.Answer.DECLINED
    consent.answered_at = timezone.now()
    consent.save(update_fields=["answer", "answered_at"])
    return consent


def credit(discussion: EDiscussion, language: str) -> str:
    """The sentence that names those who agreed, in the language of the nomination; empty when nobody did."""
    names = names_of_those_who_agreed(discussion)
    if not names:
        return ""
    with translation.override(interface_language_for(language)):
        return _("From an e-discussion, with contributions by: %(names)s") % {"names": ", ".join(names)}


def names_of_those_who_agreed(discussion: EDiscussion) -> Sequence[str]:
    agreed = discussion.consents.filter(answer=NameConsent.Answer.AGREED, person__is_active=True)
    return list(dict.fromkeys(agreed.order_by("person__name", "pk").values_list("person__name", flat=True)))


@transaction.atomic
def nominate(
    *, thread: Thread, by: Any, title: str, place: str, why: str, submission: uuid.UUID | None = None
) -> Nomination:
    """Nominate the practice that the synthesis is about. Once for each e-discussion.

    :param why: what the synthesis says; the names of those who agreed are put below it
    :raises Http404, NotAllowed: see `check_can_lead`; not asked yet, nominated already; ValidationError: by field
    """
    check_can_lead(by, thread)
    discussion = _locked(thread)
    synthesis = synthesis_of(thread)
    if synthesis is None:
        raise NotAllowed(_("Please mark the closing synthesis first: it becomes the nomination."))
    if discussion.asked_at is None:
        raise NotAllowed(_("Please ask the contributors first whether they may be named."))
    if not why.strip():
        raise ValidationError({"why": _("Please write why others should know of it.")})
    nomination = nominating.nominate(
        nominator=by,
        title=title,
        place=place,
        why="\n\n".join(filter(None, [why.strip(), credit(discussion, synthesis.language)])),
        language=synthesis.language,
        submission=submission,
    )
    discussion.nomination, discussion.nominated_at = nomination, timezone.now()
    discussion.save(update_fields=["nomination", "nominated_at"])
    auditing.record("e_discussion_nominated", actor=by, thread=thread, post=synthesis, nomination=nomination.pk)
    return nomination
