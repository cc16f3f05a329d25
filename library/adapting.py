"""What members did with a practice elsewhere: recorded, changed and withdrawn by them, shown or hidden by editors."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from library import letters, photos
from library.models import Adaptation, CasePage
from library.models.adaptation import MAX_PLACE, MAX_TEXT
from library.models.case import slug_for
from library.refusals import NotAllowed
from search import languages
from search.normalising import normalise_name, without_controls

State = Adaptation.State
TEXTS = ("kept", "changed", "result")
MAX_ALT = 300  # characters
MOST_WAITING = 20
"""Of one person: beyond that somebody should talk to them first."""


def check_can_record(user: Any, case: CasePage) -> None:
    """:raises NotAllowed: for visitors, for people whose account is closed, and when
    `MOST_WAITING` of theirs wait already; Http404: for a case they may not read"""
    if not user.is_authenticated or not user.is_active:
        raise NotAllowed(_("Please sign in to tell what you adapted."))
    if not CasePage.objects.visible_to(user).filter(pk=case.pk).exists():
        raise Http404
    if Adaptation.objects.filter(author=user, state=State.WAITING).count() >= MOST_WAITING:
        raise NotAllowed(_("Much of what you wrote waits for an editor already. Please wait for an answer first."))


def check_can_change(user: Any, adaptation: Adaptation) -> None:
    """Only its author, and not after it was withdrawn. :raises NotAllowed:"""
    if not user.is_authenticated or not user.is_active or adaptation.author_id != user.pk:
        raise NotAllowed(_("Only the person who wrote this may change it."))
    if adaptation.state == State.WITHDRAWN:
        raise NotAllowed(_("You have withdrawn this."))


def record(
    *,
    case: CasePage,
    author: Any,
    country: str,
    place: str,
    kept: str = "",
    changed: str = "",
    result: str = "",
    language: str = "",
    page_language: str = "",
    building_blocks: Iterable[str] = (),
    photo: UploadedFile | None = None,
    photo_alt: str = "",
    submission: uuid.UUID | None = None,
) -> Adaptation:
    """Record an adaptation of `case`; it waits for an editor.

    :param country: ISO 3166-1 alpha-2
    :param language: of the texts; empty: guessed from them, `page_language` when they do not tell
    :param building_blocks: keys of the case's building blocks, see `blocks_of`
    :param photo: as uploaded; kept small and without where and with what it was taken
    :param submission: made with the form; the same one again gives the adaptation of the first time
    :raises ValidationError: with a sentence a field
    :raises NotAllowed: see `check_can_record`
    """
    check_can_record(author, case)
    fields = _checked(
        case,
        {"country": country, "place": place, "kept": kept, "changed": changed, "result": result, "language": language,
         "page_language": page_language, "building_blocks": building_blocks, "photo": photo, "photo_alt": photo_alt},
    )  # fmt: skip
    if sent := _sent_already(submission, author):
        if sent.practice == case.translation_key and all(getattr(sent, name) == fields[name] for name in TEXTS):
            return sent
        submission = None  # the same form, filled in anew
    try:
        with transaction.atomic():
            return Adaptation.objects.create(
                practice=case.translation_key, code=case.code, author=author, submission=submission, **fields
            )
    except IntegrityError:
        # The same form sent twice at once: the other request won.
        if sent := _sent_already(submission, author):
            return sent
        raise


def _sent_already(submission: uuid.UUID | None, author: Any) -> Adaptation | None:
    return Adaptation.objects.filter(submission=submission, author=author).first() if submission else None


def revise(
    *,
    adaptation: Adaptation,
    case: CasePage,
    author: Any,
    country: str,
    place: str,
    kept: str = "",
    changed: str = "",
    result: str = "",
    language: str = "",
    page_language: str = "",
    building_blocks: Iterable[str] = (),
    photo: UploadedFile | None = None,
    photo_alt: str = "",
    without_photo: bool = False,
) -> Adaptation:
    """Change one's own adaptation. What others would read anew waits for an editor again; parameters and errors as for
    `record`.

    :param without_photo: the photo it has goes, unless there is a new one
    """
    check_can_change(author, adaptation)
    fields = _checked(
        case,
        {"country": country, "place": place, "kept": kept, "changed": changed, "result": result, "language": language,
         "page_language": page_language, "building_blocks": building_blocks, "photo": photo, "photo_alt": photo_alt},
    )  # fmt: skip
    if "photo" not in fields and without_photo and adaptation.photo:
        fields |= {"photo": "", "photo_alt": ""}
    with transaction.atomic():
        current = Adaptation.objects.select_for_update().get(pk=adaptation.pk)
        check_can_change(author, current)
        if all(getattr(current, name) == value for name, value in fields.items()):
            return current
        old = current.photo.name if "photo" in fields and current.photo else ""
        for name, value in fields.items():
            setattr(current, name, value)
        current.state, current.reason, current.changed_at = State.WAITING, "", timezone.now()
        current.save()
        _drop_file(current, old)
    return current


def withdraw(*, adaptation: Adaptation, author: Any) -> None:
    """Take one's own adaptation back: nobody sees it any more, and its texts and its photo are gone.

    :raises NotAllowed: see `check_can_change`
    """
    check_can_change(author, adaptation)
    with transaction.atomic():
        current = Adaptation.objects.select_for_update().get(pk=adaptation.pk)
        old = current.photo.name if current.photo else ""
        for name in (*TEXTS, "place", "photo_alt", "reason", "photo"):
            setattr(current, name, "")
        current.latitude = current.longitude = None
        current.building_blocks, current.state, current.changed_at = [], State.WITHDRAWN, timezone.now()
        current.save()
        _drop_file(current, old)


def _drop_file(adaptation: Adaptation, name: str | None) -> None:
    if name:
        storage = adaptation.photo.storage
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def decide(
    *,
    adaptation: Adaptation,
    editor: Any,
    state: str,
    reason: str = "",
    point: tuple[Decimal | None, Decimal | None] | None = None,
) -> Adaptation:
    """Show or hide an adaptation, and tell its author in their language, once for each new decision.

    :param state: `shown` or `hidden`
    :param reason: for the author; required to hide
    :param point: latitude and longitude in degrees (WGS 84), or both None; not given: as it was
    :raises ValidationError: without a reason, for another state, and for one that was withdrawn
    :raises NotAllowed: for whoever may not change adaptations
    """
    if not editor.has_perm("library.change_adaptation"):
        raise NotAllowed(_("Only editors decide what is shown."))
    reason = reason.strip()
    if state not in {State.SHOWN, State.HIDDEN}:
        raise ValidationError({"state": _("Choose whether it is shown or hidden.")})
    if state == State.HIDDEN and not reason:
        raise ValidationError({"reason": _("Please write why: its author gets this in a letter.")})
    with transaction.atomic():
        current = Adaptation.objects.select_for_update(of=("self",)).select_related("author").get(pk=adaptation.pk)
        if current.state == State.WITHDRAWN:
            raise ValidationError({"state": _("Its author has withdrawn it.")})
        is_news = (current.state, current.reason) != (state, reason)
        current.state, current.reason = state, reason
        current.decided_by, current.decided_at = editor, timezone.now()
        if point is not None:
            current.latitude, current.longitude = point
        current.save(update_fields=["state", "reason", "decided_by", "decided_at", "latitude", "longitude"])
        if is_news:
            _tell(current)
    return current


def _tell(adaptation: Adaptation) -> None:
    letters.write(
        adaptation.author, f"adaptation_{adaptation.state}", adaptation=adaptation, slug=slug_for(adaptation.code)
    )


def blocks_of(case: CasePage) -> list[tuple[str, str]]:
    """Key and title of each building block of `case`, in order; the key is the same in all languages."""
    return [(str(block.translation_key), block.title) for block in case.building_blocks.all()]


# Checking what was typed


def _checked(case: CasePage, given: Mapping[str, Any]) -> dict[str, Any]:
    """All fields checked, every mistake reported at once. `photo` is in it only when there is a new one."""
    mistakes: dict[str, list[str]] = {}
    found: dict[str, Any] = {}
    found["country"] = str(given["country"]).upper()
    if found["country"] not in languages.countries():
        mistakes["country"] = [_("Please choose the country.")]
    found["place"] = normalise_name(_plain(given["place"]))
    if not found["place"]:
        mistakes["place"] = [_("Please write where: a village, district or province.")]
    elif len(found["place"]) > MAX_PLACE:
        mistakes["place"] = [_("At most %(most)s characters.") % {"most": MAX_PLACE}]
    for name in TEXTS:
        found[name] = _plain(given[name])
        if len(found[name]) > MAX_TEXT:
            mistakes[name] = [_("At most %(most)s characters.") % {"most": MAX_TEXT}]
    if not found["kept"] and not found["changed"]:
        mistakes["changed"] = [_("Please write what you kept or what you changed.")]
    found["photo_alt"] = _plain(given["photo_alt"])[:MAX_ALT]
    known = [key for key, _title in blocks_of(case)]
    chosen = set(given["building_blocks"])
    found["building_blocks"] = [key for key in known if key in chosen]
    said = " ".join(found[name] for name in TEXTS)
    default = given["page_language"] if given["page_language"] in settings.LANGUAGE_CODES else settings.LANGUAGE_CODE
    language = given["language"]
    if language and language not in settings.LANGUAGE_CODES:
        mistakes["language"] = [_("Please choose a language of this site.")]
    found["language"] = language or languages.guess(said, default=default, among=settings.LANGUAGE_CODES)
    if given["photo"]:
        try:
            found["photo"] = photos.cleaned(given["photo"])
        except ValidationError as error:
            mistakes["photo"] = error.messages
    if mistakes:
        raise ValidationError(mistakes)
    return found


def _plain(text: Any) -> str:
    return without_controls(str(text)).strip()
