"""Reporting a post."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community import flagging
from community.addresses import address_of_post
from community.cards import crumbs
from community.models import Flag
from community.moderation_forms import FlagForm
from community.views import guarding
from community.views.finding import post_or_404
from library import keeping
from library.refusals import NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, post_id: int) -> HttpResponseBase:
    if not request.user.is_authenticated:
        if request.method == "POST":
            keeping.keep(request)
            messages.warning(request, _("Please sign in. Your text is kept and waits for you here."))
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    post = post_or_404(request, post_id)
    status = 200
    if request.method == "POST":
        form = FlagForm(request.POST)
        if form.is_valid():
            try:
                guarding.check(request, "flag")
                flagging.flag(
                    post=post,
                    by=request.user,
                    reason=form.cleaned_data["reason"],
                    words=form.cleaned_data["words"],
                )
            except NotAllowed as refusal:
                form.add_error(None, refusal.sentence)
                status = guarding.status_of(refusal)
            except ValidationError as error:
                form.take_errors(error)
                status = 422
            else:
                keeping.forget(request)
                messages.success(request, _("Thank you. A facilitator looks at it, and you will hear what came of it."))
                return redirect(address_of_post(post))
        else:
            status = 422
    else:
        mine = Flag.objects.filter(post=post, by=request.user).first()
        before = {"reason": mine.reason, "words": mine.words} if mine else {}
        form = FlagForm(initial=keeping.kept(request) or before)
    context = {"post": post, "form": form, "thread": post.thread, "crumbs": crumbs(post.thread.community)}
    return render(request, "community/flag.html", context, status=status)
