"""Accept an answer, or take that back: the button below a post."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community import accepting
from community.addresses import address_of_post
from community.views.finding import post_or_404, tapped


@require_POST
def accept(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """POST `take_back` for the other way."""
    post = post_or_404(request, post_id)
    back = address_of_post(post)
    if "take_back" not in request.POST:
        return tapped(
            request,
            lambda: accepting.accept(post=post, by=request.user),
            done=_("This is the accepted answer now. It stands below the question, too."),
            back=back,
        )
    return tapped(
        request,
        lambda: accepting.take_back(thread=post.thread, by=request.user, post=post),
        done=_("The question is open again."),
        back=back,
    )
