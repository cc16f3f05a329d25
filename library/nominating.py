"""A short way into the library: a member nominates a practice; an editor makes a case of it, or says why not."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from library import letters, photos
from library.cards import address
from library.models import CasePage, Nomination
from library.models.nomination import MAX_PLACE, MAX_TITLE, MAX_WHY
from library.refusals import NotAllowed
from library.sections import Section, stream_data
from library.tree import library_index
from search import languages
from search.printable import unprintable

COLLECTION = "Nominations"
MOST_WAITING = 20
"""Nominations of one person that wait for an editor: beyond that somebody should talk to them first."""


def check_can_nominate(user: Any) -> None:
    """:raises NotAllowed: with a sentence"""
    if not user.is_authenticated:
        raise NotAllowed(_("Please sign in to nominate a practice."))
    waiting = Nomination.objects.filter(nominator=user, state=Nomination.State.WAITING).count()
    if waiting >= MOST_WAITING:
        raise NotAllowed(_("Many of your nominations wait for an editor already. Please wait for an answer first."))


def check_can_decide(user: Any, nomination: Nomination) -> None:
    """:raises Http404: for whoever must not know of it; NotAllowed: when it was decided already"""
    if not user.has_perm("library.change_nomination"):
        raise Http404
    if not nomination.is_waiting:
        raise NotAllowed(_("Somebody decided about this nomination already."))


def nominate(
    *,
    nominator: Any,
    title: str,
    place: str,
    why: str,
    language: str = "",
    page_language: str = "",
    photo: UploadedFile | None = None,
    wants_credit: bool = True,
    submission: uuid.UUID | None = None,
) -> Nomination:
    """Nominate a practice. The same `submission` twice is one nomination.

    :param language: of the texts; empty: as their script and letters say, else `page_language`
    :raises NotAllowed: with a sentence; ValidationError: every mistake at once, by field
    """
    check_can_nominate(nominator)
    texts, picture = _checked(title=title, place=place, why=why, language=language, photo=photo)
    if earlier := _sent_already(submission, nominator):
        if (earlier.title, earlier.why) == (texts["title"], texts["why"]):
            return earlier
        submission = None  # the same form, filled in anew: somebody went back and wrote of another practice
    spoken = language or languages.guess(
        f"{texts['title']} {texts['why']}", default=page_language, among=settings.LANGUAGE_CODES
    )
    try:
        with transaction.atomic():
            nomination = Nomination.objects.create(
                nominator=nominator, language=spoken, wants_credit=wants_credit, submission=submission, **texts
            )
            if picture is not None:
                nomination.photo = photos.stored(picture, title=nomination.title, collection=COLLECTION, user=nominator)
                nomination.save(update_fields=["photo"])
    except IntegrityError:
        # The same form sent twice at once: the other request won.
        if earlier := _sent_already(submission, nominator):
            return earlier
        raise
    return nomination


def _sent_already(submission: uuid.UUID | None, nominator: Any) -> Nomination | None:
    return Nomination.objects.filter(nominator=nominator, submission=submission).first() if submission else None


def _checked(
    *, title: str, place: str, why: str, language: str, photo: UploadedFile | None
) -> tuple[dict[str, str], Any]:
    """The texts as they are stored and the cleaned photo; all mistakes at once."""
    mistakes: dict[str, list[str]] = {}
    texts = {
        "title": " ".join(title.split()),
        "place": " ".join(place.split()),
        "why": why.replace("\r\n", "\n").strip(),
    }
    missing = {
        "title": _("Please write what people do there, in a few words."),
        "place": _("Please write where it is."),
        "why": _("Please write why others should know of it."),
    }
    for name, most in (("title", MAX_TITLE), ("place", MAX_PLACE), ("why", MAX_WHY)):
        if not texts[name]:
            mistakes[name] = [missing[name]]
        elif unprintable(texts[name]):
            mistakes[name] = [_("The text holds characters that cannot be shown. Please remove them.")]
        elif len(texts[name]) > most:
            mistakes[name] = [
                _("The text is too long: %(length)s characters, %(most)s are allowed.")
                % {"length": len(texts[name]), "most": most}
            ]
    if language and language not in settings.LANGUAGE_CODES:
        mistakes["language"] = [_("This site does not know that language.")]
    picture = None
    if photo is not None:
        try:
            picture = photos.cleaned(photo)
        except ValidationError as error:
            mistakes["photo"] = error.messages
    if mistakes:
        raise ValidationError(mistakes)
    return texts, picture


@transaction.atomic
def make_case(nomination: Nomination, *, editor: Any) -> CasePage:
    """A draft of a case from a nomination, in its language; the nominator is told.

    Its code says `NOM-…` until the editor gives it another: a code may change until the case is published first.

    :raises Http404, NotAllowed: as `check_can_decide`; NotAllowed, too, for whoever may not add cases
    """
    nomination = _locked(nomination)
    check_can_decide(editor, nomination)
    shelf = library_index(nomination.language)
    if not shelf.permissions_for_user(editor).can_add_subpage():
        raise NotAllowed(_("You may not add cases to the library."))
    case = shelf.add_child(
        instance=CasePage(
            title=nomination.title,
            code=f"NOM-{nomination.created_at:%Y}-{nomination.pk:04}",
            body=stream_data([Section("text", nomination.why), Section("text", nomination.place)]),
            lead_image=nomination.photo,
            locale=shelf.locale,
            live=False,
            has_unpublished_changes=True,
            owner=editor,
        )
    )
    case.save_revision(user=editor)
    log(instance=case, action="wagtail.create", user=editor)
    _decide(nomination, Nomination.State.TAKEN, editor, case=case)
    letters.write(nomination.nominator, "nomination_taken", nomination=nomination)
    return case


@transaction.atomic
def decline(nomination: Nomination, *, editor: Any, answer: str) -> None:
    """Not taken; the nominator is told why.

    :raises Http404, NotAllowed: as `check_can_decide`; ValidationError: when there is no answer
    """
    nomination = _locked(nomination)
    check_can_decide(editor, nomination)
    answer = answer.replace("\r\n", "\n").strip()[:MAX_WHY]
    if not answer:
        raise ValidationError({"answer": _("Please write why: the nominator gets your words.")})
    _decide(nomination, Nomination.State.DECLINED, editor, answer=answer)
    letters.write(nomination.nominator, "nomination_declined", nomination=nomination)


def _locked(nomination: Nomination) -> Nomination:
    """Two editors at once: the second one sees what the first one did."""
    return Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)


def _decide(nomination: Nomination, state: str, editor: Any, **fields: Any) -> None:
    nomination.state, nomination.decided_by, nomination.decided_at = state, editor, timezone.now()
    for name, value in fields.items():
        setattr(nomination, name, value)
    nomination.save()


def thank_nominators(page: Page) -> None:
    """A case was published: whoever nominated it is told, once. In the publisher's transaction."""
    waiting = Nomination.objects.select_related("nominator").filter(
        case__translation_key=page.translation_key, thanked_at=None
    )
    for nomination in waiting:
        nomination.thanked_at = timezone.now()
        nomination.save(update_fields=["thanked_at"])
        letters.write(
            nomination.nominator,
            "nomination_published",
            nomination=nomination,
            case_path=address(page, letters.language_of(nomination.nominator)),
        )


def credited(page: CasePage) -> QuerySet[Any]:
    """Nominations of this practice by people who want to be named, each with its `nominator_name`."""
    rows = Nomination.objects.filter(
        case__translation_key=page.translation_key, wants_credit=True, nominator__is_active=True
    )
    return rows.annotate(nominator_name=F("nominator__name")).order_by("pk")


def nominators_of(page: CasePage) -> list[str]:
    """Names of those who nominated this practice and want to be named."""
    return list(credited(page).values_list("nominator_name", flat=True))
