"""E-discussions: starting one, changing its dates and note, marking summaries, and nominating what came out of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from community import crediting, discussing, rights, tagging
from community.addresses import address_of_post, address_of_thread
from community.cards import crumbs, presentation_of
from community.forms import EDiscussionForm, StartEDiscussionForm
from community.models import Community, EDiscussion, NameConsent, Post, Thread
from community.rendering import plain
from community.views.finding import (
    community_or_404,
    kept_for_sign_in,
    post_or_404,
    tapped,
    thread_or_404,
)
from library import keeping
from library.models.nomination import MAX_PLACE, MAX_TITLE, MAX_WHY
from library.refusals import NotAllowed
from library.verb_form import VerbForm
from search.reader import reading_language


def _sign_in(request: HttpRequest) -> HttpResponseBase:
    """Before anything is looked up: it may be for members, and this may be one whose session ended."""
    if request.method == "POST":
        return kept_for_sign_in(request)
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _facts(form: forms.Form) -> dict[str, Any]:
    """As the verbs take them; what the form could not read is missing, and they say so."""
    return {
        "opens_at": form.cleaned_data.get("opens_at"),
        "closes_at": form.cleaned_data.get("closes_at"),
        "background": form.cleaned_data.get("background", ""),
        "questions": form.cleaned_data.get("questions", ""),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return _sign_in(request)
    community = community_or_404(request, slug)
    if request.method == "POST":
        return _started(request, community)
    kept = keeping.kept(request)
    try:
        rights.check_can_start_thread(request.user, community, Thread.Kind.E_DISCUSSION)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
        if not kept:
            return redirect("community:threads", slug=slug)
    return _start_page(request, community, StartEDiscussionForm(initial=kept or {}), was_kept=bool(kept))


def _started(request: HttpRequest, community: Community) -> HttpResponseBase:
    form = StartEDiscussionForm(request.POST)
    form.is_valid()
    try:
        thread = discussing.start_e_discussion(
            community=community,
            author=request.user,
            title=form.cleaned_data.get("title", ""),
            text=form.cleaned_data.get("text", ""),
            tags=request.POST.get("tags", ""),
            language=request.POST.get("language", ""),
            page_language=reading_language(),
            submission=form.cleaned_data.get("submission"),
            **_facts(form),
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _start_page(request, community, form, status=403)
    except ValidationError as error:
        form.take_errors(error)
        return _start_page(request, community, form, status=422)
    keeping.forget(request)
    messages.success(request, _("Your e-discussion is there. Thank you!"))
    return redirect("community:thread", slug=community.slug, thread_id=thread.pk)


def _start_page(
    request: HttpRequest, community: Community, form: forms.Form, *, status: int = 200, was_kept: bool = False
) -> HttpResponse:
    context = {
        "community": community,
        "presentation": presentation_of(community),
        "form": form,
        "was_kept": was_kept,
        "tag_suggestions": tagging.suggestions(community, request.user),
        "crumbs": crumbs(community),
    }
    return render(request, "community/e_discussion_start.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, thread_id: int) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return _sign_in(request)
    thread = thread_or_404(request, slug, thread_id)
    discussion = EDiscussion.of(thread)
    kept = keeping.kept(request)
    if request.method != "POST":
        try:
            discussing.check_can_lead(request.user, thread)
        except NotAllowed as refusal:
            messages.error(request, refusal.sentence)
            return redirect(address_of_thread(thread))
        written = _written(discussion) if discussion else {}
        return _change_page(request, thread, EDiscussionForm(initial=kept or written))
    form = EDiscussionForm(request.POST)
    form.is_valid()
    try:
        discussing.change_e_discussion(thread=thread, by=request.user, **_facts(form))
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _change_page(request, thread, form, status=403)
    except ValidationError as error:
        form.take_errors(error)
        return _change_page(request, thread, form, status=422)
    keeping.forget(request)
    messages.success(request, _("The e-discussion is changed."))
    return redirect(address_of_thread(thread))


def _written(discussion: EDiscussion) -> dict[str, Any]:
    return {
        "opens_at": discussion.opens_at,
        "closes_at": discussion.closes_at,
        "background": discussion.background,
        "questions": "\n".join(discussion.questions),
    }


def _change_page(request: HttpRequest, thread: Thread, form: forms.Form, *, status: int = 200) -> HttpResponse:
    context = {"thread": thread, "form": form, "back": address_of_thread(thread), "crumbs": crumbs(thread.community)}
    return render(request, "community/e_discussion_change.html", context, status=status)


@require_POST
def mark(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """POST `role`: `summary`, `synthesis` or nothing."""
    post = post_or_404(request, post_id)
    role = request.POST.get("role", "")
    done: dict[str, str] = {
        Post.Role.SUMMARY: _("This post is a summary now. It is listed above the discussion."),
        Post.Role.SYNTHESIS: _("This post is the closing synthesis now. You can make it a nomination."),
    }
    return tapped(
        request,
        lambda: discussing.mark(post=post, by=request.user, role=role),
        done=done.get(role, _("This is an ordinary post again.")),
        back=address_of_post(post),
    )


class NominateForm(VerbForm):
    title = forms.CharField(
        label=gettext_lazy("What do people do there?"),
        widget=forms.TextInput(attrs={"maxlength": MAX_TITLE}),
        error_messages={"required": gettext_lazy("Please write what people do there, in a few words.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Where is it?"),
        widget=forms.TextInput(attrs={"maxlength": MAX_PLACE}),
        error_messages={"required": gettext_lazy("Please write where it is.")},
        help_text=gettext_lazy("Village, district or province, and country."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why should others know of it?"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": gettext_lazy("Please write why others should know of it.")},
        help_text=gettext_lazy("The synthesis is here already. The names of those who agreed are put below it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "place", "why"):
            self.fields[name].validators.clear()


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest, slug: str, thread_id: int) -> HttpResponseBase:
    """Where a facilitator asks the contributors (POST `ask`) and nominates what came out of it."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    thread = thread_or_404(request, slug, thread_id)
    try:
        discussing.check_can_lead(request.user, thread)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
        return redirect(address_of_thread(thread))
    if request.method != "POST":
        return _nominate_page(request, thread)
    if "ask" in request.POST:
        return tapped(
            request,
            lambda: crediting.ask_contributors(thread=thread, by=request.user),
            done=_("The contributors are asked. They see it on the page of the discussion."),
            back=request.path,
        )
    return _nominated(request, thread)


def _nominated(request: HttpRequest, thread: Thread) -> HttpResponseBase:
    form = NominateForm(request.POST)
    form.is_valid()
    try:
        crediting.nominate(
            thread=thread,
            by=request.user,
            title=form.cleaned_data.get("title", ""),
            place=form.cleaned_data.get("place", ""),
            why=form.cleaned_data.get("why", ""),
            submission=form.cleaned_data.get("submission"),
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _nominate_page(request, thread, form, status=403)
    except ValidationError as error:
        form.take_errors(error)
        return _nominate_page(request, thread, form, status=422)
    keeping.forget(request)
    messages.success(request, _("It is nominated for the library. An editor will write to you."))
    return redirect(request.path)


def _nominate_page(
    request: HttpRequest, thread: Thread, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    discussion = EDiscussion.objects.filter(thread=thread).select_related("nomination").first()
    synthesis = crediting.synthesis_of(thread)
    if form is None:
        begun = {"title": thread.title, "why": plain(synthesis.html)[:MAX_WHY] if synthesis else ""}
        form = NominateForm(initial=keeping.kept(request) or begun)
    answers: dict[str, int] = {}
    if discussion:
        answers = dict(discussion.consents.order_by().values_list("answer").annotate(number=Count("pk")))
    context = {
        "thread": thread,
        "back": address_of_thread(thread),
        "discussion": discussion,
        "synthesis_url": address_of_post(synthesis, thread) if synthesis else "",
        "answers": [(name, answers.get(code, 0)) for code, name in NameConsent.Answer.choices],
        "names": crediting.names_of_those_who_agreed(discussion) if discussion else [],
        "form": form,
        "crumbs": crumbs(thread.community),
    }
    return render(request, "community/e_discussion_nominate.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, slug: str, thread_id: int) -> HttpResponseBase:
    """A contributor says whether they may be named: POST `agrees` = yes or no."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    thread = thread_or_404(request, slug, thread_id)
    asked = crediting.consent_of(request.user, thread)
    if request.method == "POST":
        if request.POST.get("agrees") not in {"yes", "no"}:
            raise Http404
        return tapped(
            request,
            lambda: crediting.answer(thread=thread, person=request.user, agrees=request.POST["agrees"] == "yes"),
            done=_("Thank you. Your answer is kept; you can change it until the nomination is sent."),
            back=request.path,
        )
    synthesis = crediting.synthesis_of(thread)
    context = {
        "thread": thread,
        "back": address_of_thread(thread),
        "asked": asked,
        "synthesis_url": address_of_post(synthesis, thread) if synthesis else "",
        "crumbs": crumbs(thread.community),
    }
    return render(request, "community/e_discussion_consent.html", context)
