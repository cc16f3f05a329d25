"""What is asked of everything sent from a form, before the verb: a trap for programs, twice the same, too much."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from community import pacing, repeating
from community.addresses import address_of_post
from community.models import Community, Post, Thread
from library.refusals import NotAllowed

TRAP = "website"
"""A field that people do not see (`community/parts/trap.html`)."""


def check(request: HttpRequest, act: str) -> None:
    """:raises ValidationError: the trap was filled in
    :raises pacing.TooOften: see there
    """
    if request.POST.get(TRAP):
        sentence = _(
            "Please leave the field “Website” empty and send again: it is there to catch programs that send spam."
        )
        raise ValidationError({NON_FIELD_ERRORS: sentence})
    pacing.check(request, act)


def sent_before(
    request: HttpRequest, *, community: Community, text: str, submission: uuid.UUID | None, thread: Thread | None = None
) -> Post | None:
    """The same text of the same person a few minutes ago; a double tap is not one, which the verb knows."""
    earlier = repeating.earlier_post(author=request.user, community=community, text=text, thread=thread)
    return None if earlier is None or (submission and earlier.submission == submission) else earlier


def shown_again(request: HttpRequest, earlier: Post) -> HttpResponse:
    messages.info(request, _("You sent the same text a few minutes ago. Here it is; it was not sent a second time."))
    return redirect(address_of_post(earlier))


def status_of(refusal: NotAllowed) -> int:
    return 429 if isinstance(refusal, pacing.TooOften) else 403


def thank(request: HttpRequest, post: Post, otherwise: str = "") -> None:
    """Tell the writer that their text waits; else `otherwise`."""
    if post.is_awaiting:
        waits: Any = _(
            "Your text has arrived, thank you. A facilitator reads it first; until then only you and the facilitators"
            " see it."
        )
        messages.info(request, waits)
    elif otherwise:
        messages.success(request, otherwise)
