"""Photos of people, given to those whom they show them to. They have no other address."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from people.models import Profile

# Short: what somebody shows no more is soon nowhere. A new photo has a new address.
_FOR_EVERYBODY = "public, max-age=300"
_FOR_THIS_READER = "private, max-age=300"


@require_safe
def photo(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    return _given(request, key, "photo")


@require_safe
def small_photo(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    return _given(request, key, "small_photo")


def _given(request: HttpRequest, key: uuid.UUID, field: str) -> HttpResponseBase:
    shown, cache = _shown(request, key)
    try:
        opened = getattr(shown, field).open("rb")
    except (OSError, ValueError) as error:  # gone from the storage
        raise Http404 from error
    response = FileResponse(opened, content_type="image/webp")
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _shown(request: HttpRequest, key: uuid.UUID) -> tuple[Profile, str]:
    """:raises Http404: there is none, or it is not for this reader"""
    there = Profile.objects.filter(photo_key=key).exclude(photo="")
    everybody = AnonymousUser()
    found = there.visible_to(everybody).that_show("photo", everybody).first()
    if found is not None:
        return found, _FOR_EVERYBODY
    found = there.visible_to(request.user).first()
    if found is None or not found.shows("photo", request.user):
        raise Http404
    return found, _FOR_THIS_READER
