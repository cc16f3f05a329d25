"""One post: its lasting address, editing it, and its earlier wordings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community import drafting, editing, rights
from community.addresses import address_of_post
from community.cards import author_name, crumbs
from community.forms import EditForm
from community.models import Post
from community.views import writing
from community.views.finding import post_or_404
from library import keeping
from library.cards import language_facts
from library.refusals import NotAllowed


@require_safe
def permalink(request: HttpRequest, post_id: int) -> HttpResponse:
    """To the page of its thread that has the post, wherever it was moved to."""
    return redirect(address_of_post(post_or_404(request, post_id)))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, post_id: int) -> HttpResponseBase:
    if not request.user.is_authenticated:
        if request.method == "POST":
            keeping.keep(request)
            messages.warning(request, _("Please sign in. Your text is kept and waits for you here."))
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    try:
        post = post_or_404(request, post_id)
    except Http404:
        text = request.POST.get("text") or (keeping.kept(request) or {}).get("text", "")
        if text:
            return render(request, "community/gone.html", {"text": text}, status=410)
        raise
    if request.method == "POST":
        return _edit(request, post)
    kept = keeping.kept(request)
    try:
        rights.check_can_edit(request.user, post)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
        if not kept:
            return redirect(address_of_post(post))
    found = writing.opening(request, drafting.place_of_edit(post), kept=kept)
    initial = {"text": post.text, "language": post.language, "is_wiki": post.is_wiki, "version": post.version}
    if found.initial:
        initial |= {name: value for name, value in found.initial.items() if value not in ("", None)}
    form = _form(request, post, initial=initial)
    form.show_files_of(post)
    return _edit_page(request, post, form, {"was_kept": bool(kept)}, found=found)


def _form(request: HttpRequest, post: Post, *, initial: dict[str, Any] | None = None) -> EditForm:
    """:param initial: to be shown; without it the form is as it was sent"""
    form = EditForm(initial=initial) if initial is not None else EditForm(request.POST, request.FILES)
    if not editing.may_switch_wiki(request.user, post):
        del form.fields["is_wiki"]
    if not editing.needs_reason(request.user, post):
        form.fields["reason"].required = False
        form.fields["reason"].help_text = ""
    return form


def _edit(request: HttpRequest, post: Post) -> HttpResponseBase:
    form = _form(request, post)
    form.is_valid()
    place = drafting.place_of_edit(post)
    if writing.is_for_later(request):
        shown = _form(request, post, initial=form.typed())
        form = writing.unsent(request, form, shown, post.thread.community, post=post)
        context, answer = writing.for_later(
            request, form, place=place, community=post.thread.community, thread=post.thread, post=post
        )
        return answer or _edit_page(request, post, form, context)
    try:
        files = form.keep_files(by=request.user, community=post.thread.community, post=post)
        edited = editing.edit_post(
            post=post,
            by=request.user,
            text=form.cleaned_data.get("text", ""),
            version=form.cleaned_data.get("version"),
            language=request.POST.get("language", ""),
            is_wiki=form.cleaned_data.get("is_wiki") if "is_wiki" in form.fields else None,
            reason=form.cleaned_data.get("reason", ""),
            files=files,
            alts=form.alts,
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _edit_page(request, post, form, status=403)
    except ValidationError as error:
        form.take_errors(error)
        return _edit_page(request, post, form, status=422)
    except editing.EditConflict as conflict:
        return _conflict(request, conflict.post, form)
    drafting.was_sent(user=request.user, place=place, draft=writing.draft_of(request))
    keeping.forget(request)
    messages.success(request, _("Your change is there."))
    writing.tell_about_names(request, edited)
    return redirect(address_of_post(edited))


def _conflict(request: HttpRequest, current: Post, form: EditForm) -> HttpResponse:
    """Both texts: theirs in the form, the one that came first beside it, with what would be changed in it."""
    again = _form(request, current, initial=form.typed() | {"version": current.version})
    again.take_over_files(form)
    text = str(form.typed()["text"] or "").replace("\r\n", "\n")  # as browsers send line ends
    context = {
        "theirs": current.text,
        "theirs_by": current.edited_by.name if current.edited_by else author_name(current),
        "theirs_facts": language_facts(current.language),
        "pieces": editing.changes(current.text, text, current.language),
    }
    return _edit_page(request, current, again, context, status=409)


def _edit_page(
    request: HttpRequest,
    post: Post,
    form: EditForm,
    context: dict[str, Any] | None = None,
    *,
    found: writing.Opening | None = None,
    status: int = 200,
) -> HttpResponse:
    community = post.thread.community
    return render(
        request,
        "community/post_edit.html",
        {
            "post": post,
            "thread": post.thread,
            "thread_facts": language_facts(post.thread.language),
            "community": community,
            "form": form,
            "author_name": author_name(post),
            "is_own": post.author_id == request.user.pk,
            "back": address_of_post(post),
            "crumbs": crumbs(community),
        }
        | writing.compose_context(community, drafting.place_of_edit(post), found)
        | (context or {}),
        status=status,
    )


@require_safe
def history(request: HttpRequest, post_id: int) -> HttpResponse:
    """The wordings of a post that this reader may see, and what one of them changed."""
    post = post_or_404(request, post_id)
    rows = list(editing.versions_for(request.user, post))
    by_number = {row.number: row for row in rows}
    wanted = request.GET.get("version", "")
    chosen = by_number.get(int(wanted)) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else None
    chosen = chosen or (rows[0] if rows else None)
    before = by_number.get(chosen.number - 1) if chosen else None
    return render(
        request,
        "community/post_history.html",
        {
            "post": post,
            "post_facts": language_facts(post.language if post.language in settings.LANGUAGE_CODES else "en"),
            "thread": post.thread,
            "thread_facts": language_facts(post.thread.language),
            "rows": rows,
            "chosen": chosen,
            "before": before,
            "pieces": editing.changes(before.text, chosen.text, post.language) if chosen and before else [],
            "some_withheld": post.version > 1 and len(rows) < post.version,
            "back": address_of_post(post),
            "crumbs": crumbs(post.thread.community),
        },
    )
