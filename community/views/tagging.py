"""Changing the tags of a thread."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community import tagging
from community.addresses import address_of_thread
from community.cards import crumbs
from community.forms import tags_field
from community.models import Thread
from community.views.finding import kept_for_sign_in, thread_or_404
from library import keeping
from library.refusals import NotAllowed
from library.verb_form import VerbForm


class TagsForm(VerbForm):
    tags = tags_field()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].validators.clear()


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, thread_id: int) -> HttpResponseBase:
    if request.method == "POST" and not request.user.is_authenticated:
        return kept_for_sign_in(request)
    thread = thread_or_404(request, slug, thread_id)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    if request.method == "POST":
        return _changed(request, thread)
    try:
        tagging.check_can_tag(request.user, thread)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
        return redirect(address_of_thread(thread))
    kept = keeping.kept(request)
    return _page(request, thread, TagsForm(initial=kept or {"tags": ", ".join(thread.tag_names)}))


def _changed(request: HttpRequest, thread: Thread) -> HttpResponseBase:
    form = TagsForm(request.POST)
    form.is_valid()
    try:
        tagging.change_tags(thread=thread, by=request.user, tags=request.POST.get("tags", ""))
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, thread, form, status=403)
    except ValidationError as error:
        form.take_errors(error)
        return _page(request, thread, form, status=422)
    keeping.forget(request)
    messages.success(request, _("The tags are changed."))
    return redirect(address_of_thread(thread))


def _page(request: HttpRequest, thread: Thread, form: forms.Form, *, status: int = 200) -> HttpResponse:
    return render(
        request,
        "community/tags.html",
        {
            "thread": thread,
            "form": form,
            "back": address_of_thread(thread),
            "tag_suggestions": tagging.suggestions(thread.community, request.user),
            "crumbs": crumbs(thread.community),
        },
        status=status,
    )
