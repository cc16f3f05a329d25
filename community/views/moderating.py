"""Acts of a facilitator on one thread or post: each a page with a form, and a button where no word is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from community import (
    approving,
    changing,
    flagging,
    hiding,
    locking,
    merging,
    moving,
    pinning,
    rights,
    splitting,
    undoing,
)
from community.addresses import address_of_post, address_of_thread
from community.cards import crumbs
from community.models import AuditEntry, Community, Post, Thread
from community.moderation_forms import ChangeForm, HideForm, MergeForm, MoveForm, ReasonForm, SplitForm
from community.views.finding import post_or_404, thread_or_404
from library.refusals import NotAllowed
from library.verb_form import VerbForm

Run = Callable[[Any, Any, dict[str, Any]], Thread | Post | None]
"""(thread or post, user, what was filled in) → where to go afterwards; None: back to it."""
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Act:
    title: Text
    button: Text
    done: Text
    run: Run
    explanation: Text = ""
    form: Callable[..., VerbForm] = ReasonForm


def _plain(verb: Callable[..., Any], name: str) -> Run:
    def run(target: Any, by: Any, data: dict[str, Any]) -> None:
        verb(**{name: target}, by=by, reason=data["reason"])

    return run


def _approve(post: Any, by: Any, _data: dict[str, Any]) -> None:
    approving.approve(post=post, by=by)


def _take(post: Any, by: Any, _data: dict[str, Any]) -> None:
    flagging.take(post=post, by=by)


def _change(thread: Any, by: Any, data: dict[str, Any]) -> None:
    changing.change(thread=thread, by=by, **{name: data[name] for name in ("title", "language", "kind", "reason")})


def _move(thread: Any, by: Any, data: dict[str, Any]) -> None:
    to = Community.objects.known_to(by).filter(pk=data["to"]).first()
    if to is None:
        raise Http404
    moving.move(thread=thread, to=to, by=by, reason=data["reason"])


def _merge(thread: Any, by: Any, data: dict[str, Any]) -> Thread:
    merging.merge(thread=thread, into=data["into"], by=by, reason=data["reason"])
    return data["into"]


def _split(thread: Any, by: Any, data: dict[str, Any]) -> Thread:
    return splitting.split(thread=thread, posts=data["posts"], title=data["title"], by=by, reason=data["reason"])


OF_THREAD: dict[str, Act] = {
    "pin": Act(
        _("Pin this thread"), pgettext_lazy("act on a thread", "Pin"), _("The thread stands above the others now."),
        _plain(pinning.pin, "thread"),
    ),
    "unpin": Act(
        _("Unpin this thread"), pgettext_lazy("act on a thread", "Unpin"), _("The thread is not pinned any more."),
        _plain(pinning.unpin, "thread"),
    ),
    "lock": Act(
        _("Close this thread"), pgettext_lazy("act on a thread", "Close"),
        _("The thread is closed: nobody can reply any more."), _plain(locking.lock, "thread"),
        _("Everybody can still read it. Nobody can reply any more."),
    ),
    "unlock": Act(
        _("Open this thread again"), pgettext_lazy("act on a thread", "Open again"),
        _("The thread is open: people can reply again."), _plain(locking.unlock, "thread"),
    ),
    "hide": Act(
        _("Hide this thread"), pgettext_lazy("act on a thread or post", "Hide"),
        _("The thread is hidden. Nothing is deleted; you can show it again."), _plain(hiding.hide_thread, "thread"),
        _("Only facilitators see it then. Its author can read why."), HideForm,
    ),
    "restore": Act(
        _("Show this thread again"), pgettext_lazy("act on a thread or post", "Show again"),
        _("The thread is shown again."), _plain(hiding.restore_thread, "thread"),
    ),
    "change": Act(
        _("Change title, language or kind"), pgettext_lazy("act on a thread", "Change"), _("The thread was changed."),
        _change, form=ChangeForm,
    ),
    "move": Act(
        _("Move this thread"), pgettext_lazy("act on a thread", "Move"), _("The thread was moved."), _move,
        _("Those who read the other community read it then. The old address leads to the new one."), MoveForm,
    ),
    "merge": Act(
        _("Merge this thread into another"), pgettext_lazy("act on a thread", "Merge"), _("The threads were merged."),
        _merge,
        _("Its posts move into the other thread, in the order of their dates. The old address leads there."), MergeForm,
    ),
    "split": Act(
        _("Make a thread of some posts"), pgettext_lazy("act on a thread", "Make a new thread"),
        _("The posts are a thread of their own now."), _split,
        _("Choose what is about something else. Links to these posts keep working."), SplitForm,
    ),
}  # fmt: skip
OF_POST: dict[str, Act] = {
    "hide": Act(
        _("Hide this post"), pgettext_lazy("act on a thread or post", "Hide"),
        _("The post is hidden. Nothing is deleted; you can show it again."), _plain(hiding.hide_post, "post"),
        _("Only facilitators see it then. Its author reads your reason in its place."), HideForm,
    ),
    "restore": Act(
        _("Show this post again"), pgettext_lazy("act on a thread or post", "Show again"),
        _("The post is shown again."), _plain(hiding.restore_post, "post"),
    ),
    "approve": Act(
        _("Approve this post"), pgettext_lazy("act on a post", "Approve"), _("The post is shown to everybody now."),
        _approve,
    ),
    "dismiss": Act(
        _("Dismiss the reports of this post"), pgettext_lazy("act on a report", "Dismiss"),
        _("The reports are dismissed. Those who sent them are told."), _plain(flagging.dismiss, "post"),
        _("The post stays as it is. Those who reported it read what you write here."),
    ),
    "take": Act(
        _("Look after these reports"), pgettext_lazy("act on a report", "I take it"), _("They are in your hands now."),
        _take,
    ),
}  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, slug: str, thread_id: int, act: str) -> HttpResponseBase:
    """:param act: a key of `OF_THREAD`"""
    found = thread_or_404(request, slug, thread_id)
    given: dict[str, Any] = {}
    if act == "change":
        given = {"thread": found}
    elif act == "move":
        given = {"thread": found, "user": request.user}
    elif act == "split":
        given = {"thread": found, "start": _start_of_split(request, found)}
    return _page(request, OF_THREAD.get(act), found, found.community, given)


def _start_of_split(request: HttpRequest, found: Thread) -> Post | None:
    wanted = request.GET.get("post", "")
    return found.posts.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 19 else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, post_id: int, act: str) -> HttpResponseBase:
    """:param act: a key of `OF_POST`"""
    found = post_or_404(request, post_id)
    return _page(request, OF_POST.get(act), found, found.thread.community, {})


def _page(
    request: HttpRequest, act: Act | None, target: Any, community: Community, given: dict[str, Any]
) -> HttpResponseBase:
    rights.check_can_moderate(request.user, community)
    if act is None:
        raise Http404
    start = given.get("start")
    form = act.form(request.POST if request.method == "POST" else None, **given)
    if start is not None and not form.is_bound:
        form.initial["posts"] = [start.pk]
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            leads_to = act.run(target, request.user, form.cleaned_data) or target
        except NotAllowed as refusal:
            form.add_error(None, refusal.sentence)
            status = 403
        except ValidationError as error:
            form.take_errors(error)
            status = 422
        else:
            messages.success(request, str(act.done))
            return redirect(_next(request, leads_to))
    elif request.method == "POST":
        status = 422
    context = {
        "act": act,
        "form": form,
        "thread": target if isinstance(target, Thread) else target.thread,
        "post": target if isinstance(target, Post) else None,
        "cancel_url": _next(request, target),
        "next": request.POST.get("next", request.GET.get("next", "")),
        "crumbs": crumbs(community),
    }
    return render(request, "community/moderate.html", context, status=status)


def _next(request: HttpRequest, target: Thread | Post) -> str:
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    if isinstance(target, Post):
        fresh = Post.objects.select_related("thread__community").get(pk=target.pk)
        return address_of_post(fresh)
    return address_of_thread(Thread.objects.select_related("community").get(pk=target.pk))


@login_required
@require_POST
def undo(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take an act back, from the log."""
    entry = AuditEntry.objects.filter(pk=entry_id if entry_id < 2**63 else 0).select_related("community").first()
    if entry is None or entry.community is None:
        raise Http404
    try:
        undoing.undo(entry=entry, by=request.user, reason=request.POST.get("reason", ""))
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("It is undone."))
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect("community:log", slug=entry.community.slug)
