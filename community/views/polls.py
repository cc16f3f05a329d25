"""Voting in a poll, and closing it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community import polling
from community.addresses import address_of_post
from community.models import Poll, Post
from library.refusals import NotAllowed


def _poll(request: HttpRequest, pk: int) -> Poll:
    polls = Poll.objects.filter(post__in=Post.objects.visible_to(request.user))
    found = polls.select_related("post__thread__community").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@require_POST
def vote(request: HttpRequest, poll_id: int) -> HttpResponseBase:
    poll = _poll(request, poll_id)
    if not request.user.is_authenticated:
        messages.info(request, _("Please sign in to vote."))
        return redirect_to_login(address_of_post(poll.post), reverse("account_login"))
    chosen = [int(text) for text in request.POST.getlist("option") if text.isascii() and text.isdigit()]
    try:
        polling.vote(poll=poll, options=[number for number in chosen if number < 2**63], by=request.user)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Your vote counts. You can change it until the poll closes."))
    return HttpResponseRedirect(address_of_post(poll.post))


@require_POST
def close(request: HttpRequest, poll_id: int) -> HttpResponseBase:
    poll = _poll(request, poll_id)
    if not request.user.is_authenticated:
        return redirect_to_login(address_of_post(poll.post), reverse("account_login"))
    try:
        polling.close(poll=poll, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The poll is closed. Everybody sees the result."))
    return HttpResponseRedirect(address_of_post(poll.post))
