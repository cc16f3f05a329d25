"""A person's photo: taken by what is in the file, kept as two small squares without anything else that was in it."""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from library import pacing, photos
from library.refusals import NotAllowed
from people.models import Profile, Shown
from people.telling import profile_of

SIDE, SMALL_SIDE = 512, 96
"""Pixels: of a person's own page, and beside their name in a list."""
MOST_UPLOADS = 30
"""Photos of a person within an hour: each takes a second of the server's."""
_QUALITY = 80
_CENTRE = (0.5, 0.4)  # of what is cut out: in a photo that is higher than wide, the face is above the middle


def portray(*, user: Any, upload: UploadedFile | None, shown: str) -> Profile:
    """A new photo, if one is given, and who sees it. The one before is gone, and its address with it.

    :raises ValidationError: by field (`photo`, `shows_photo`), with sentences; NotAllowed: too many photos
    """
    mistakes: dict[str, list[str]] = {}
    files: dict[str, ContentFile] = {}
    if shown not in Shown.values:
        mistakes["shows_photo"] = [_("Please choose who may see it.")]
    if upload is not None:
        if pacing.is_too_often_for(user, "photo", most=MOST_UPLOADS, seconds=3600):
            raise NotAllowed(_("You have sent many photos. Please wait for an hour before you send another one."))
        try:
            files = _squares(photos.cleaned(upload))
        except ValidationError as error:
            mistakes["photo"] = error.messages
    if mistakes:
        raise ValidationError(mistakes)
    with transaction.atomic():
        profile = _locked(user)
        profile.shows_photo = shown
        if files:
            _throw_away(profile)
            profile.photo, profile.small_photo = files["photo"], files["small_photo"]
            profile.photo_key = uuid.uuid4()
        profile.save()
    return profile


@transaction.atomic
def remove_photo(*, user: Any) -> None:
    """There is none any more, nor its address. Does nothing when there was none."""
    profile = _locked(user)
    _throw_away(profile)
    profile.photo = profile.small_photo = ""
    profile.photo_key = uuid.uuid4()
    profile.save()


def _locked(user: Any) -> Profile:
    """Two uploads at once: the second one throws the first one's files away."""
    profile = Profile.objects.select_for_update().get(pk=profile_of(user).pk)
    profile.user = user
    return profile


def _throw_away(profile: Profile) -> None:
    """After commit: whoever sees the old row until then still gets the photo."""
    storage = profile.photo.storage
    for name in (profile.photo.name, profile.small_photo.name):
        if name:
            transaction.on_commit(lambda name=name: storage.delete(name), robust=True)  # type: ignore[misc]


def _squares(photo: ContentFile) -> dict[str, ContentFile]:
    """By field of the profile. `photo` is cleaned: upright, without metadata."""
    made = {}
    with Image.open(photo) as image:
        for field, most in (("photo", SIDE), ("small_photo", SMALL_SIDE)):
            side = min(most, *image.size)
            file = BytesIO()
            ImageOps.fit(image, (side, side), centering=_CENTRE).save(file, "WEBP", quality=_QUALITY, method=4)
            made[field] = ContentFile(file.getvalue(), name=f"{uuid.uuid4().hex}.webp")
    return made
