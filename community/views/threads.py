"""A community's threads: the list, one thread, starting one, replying."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community import choosing, drafting, feeds, posting, rights, tagging
from community.belonging import belonging
from community.cards import anchor_of, crumbs, post_card, presentation_of, thread_row
from community.forms import ReplyForm, ThreadForm
from community.models import Community, Post, Thread
from community.views import doors, guarding, moved, writing
from community.views.finding import community_or_404, kept_for_sign_in
from community.views.reading_part import note_reading
from community.views.thread_lists import list_context, tag_cloud
from community.views.thread_parts import parts_of
from library import keeping
from library.cards import related_row
from library.refusals import NotAllowed
from people import blocking
from search.reader import reading_language
from search.related import related_lists

POSTS_A_PAGE = 50
RELATED_THREADS, RELATED_CASES = 4, 3


def _thread(request: HttpRequest, slug: str, thread_id: int) -> Thread | None:
    """The thread, if the reader may see it. Ids beyond the database's range are simply not there."""
    if thread_id >= 2**63:
        return None
    threads = Thread.objects.visible_to(request.user)
    return (
        blocking.marked(threads, request.user, author="accepted_post__author", name="answer_is_from_blocked")
        .filter(community__slug=slug, pk=thread_id, merged_into=None)
        .select_related("community", "community__theme", "author", "accepted_post__author", "e_discussion")
        .prefetch_related(Community.objects.pages_of("community__"))
        .first()
    )


@require_safe
def thread_list(request: HttpRequest, slug: str) -> HttpResponse:
    community = doors.known(request, slug)
    if not community.is_readable_by(request.user):
        return doors.page(request, community)
    threads = Thread.objects.visible_to(request.user).filter(community=community)
    chosen = choosing.read(request.GET, request.user)
    return render(
        request,
        "community/thread_list.html",
        {
            "community": community,
            "presentation": presentation_of(community),
            "tag_cloud": tag_cloud(request, community, chosen),
            "until": timezone.now().isoformat(),
            "feed_url": feeds.address_of(community, tag=chosen.tag) if chosen.tag else feeds.address_of(community),
            "facilitates": rights.facilitates(request.user, community),
            "membership": rights.membership_of(request.user, community),
            "belonging": belonging(request.user, community),
            "crumbs": crumbs(),
        }
        | list_context(request, threads, chosen),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponseBase:
    if request.method == "POST" and not request.user.is_authenticated:
        # Before anything is looked up: the community may be for members, and this may be one whose session ended.
        return kept_for_sign_in(request)
    community = community_or_404(request, slug)
    if request.method == "POST":
        return _start(request, community)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    kept = keeping.kept(request)
    try:
        rights.check_can_start_thread(request.user, community)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
        if not kept:
            return redirect("community:threads", slug=slug)
    found = writing.opening(request, drafting.place_of_start(community), kept=kept)
    initial = writing.preselected(request) | found.initial
    form = ThreadForm(initial=initial, announces=rights.facilitates(request.user, community))
    return _start_page(request, community, form, was_kept=bool(kept), found=found)


def _start(request: HttpRequest, community: Community) -> HttpResponseBase:
    form = ThreadForm(request.POST, request.FILES, announces=rights.facilitates(request.user, community))
    form.is_valid()
    place = drafting.place_of_start(community)
    if writing.is_for_later(request):
        form = writing.unsent(request, form, ThreadForm(initial=form.typed(), announces=form.announces), community)
        more, answer = writing.for_later(request, form, place=place, community=community)
        return answer or _start_page(request, community, form, more=more)
    try:
        text, submission = form.cleaned_data.get("text", ""), form.cleaned_data.get("submission")
        if earlier := guarding.sent_before(request, community=community, text=text, submission=submission):
            return guarding.shown_again(request, earlier)
        files = form.keep_files(by=request.user, community=community)
        guarding.check(request, "start")
        thread = posting.start_thread(
            community=community,
            author=request.user,
            title=form.cleaned_data.get("title", ""),
            text=text,
            kind=request.POST.get("kind") or Thread.Kind.DISCUSSION,
            tags=request.POST.get("tags", ""),
            language=request.POST.get("language", ""),
            page_language=writing.default_language(request),
            submission=submission,
            files=files,
            alts=form.alts,
            poll=form.poll_draft(),
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _start_page(request, community, form, status=guarding.status_of(refusal))
    except ValidationError as error:
        form.take_errors(error)
        return _start_page(request, community, form, status=422)
    keeping.forget(request)
    drafting.was_sent(user=request.user, place=place, draft=writing.draft_of(request))
    first = thread.posts.earliest("pk")
    guarding.thank(request, first, _("Your thread is there. Thank you!"))
    writing.tell_about_names(request, first)
    return redirect("community:thread", slug=community.slug, thread_id=thread.pk)


def _start_page(
    request: HttpRequest,
    community: Community,
    form: ThreadForm,
    *,
    status: int = 200,
    was_kept: bool = False,
    found: writing.Opening | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    return render(
        request,
        "community/thread_start.html",
        {
            "community": community,
            "presentation": presentation_of(community),
            "form": form,
            "was_kept": was_kept,
            "facilitates": rights.facilitates(request.user, community),
            "tag_suggestions": tagging.suggestions(community, request.user),
            "crumbs": crumbs(community),
        }
        | writing.compose_context(community, drafting.place_of_start(community), found)
        | (more or {}),
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, slug: str, thread_id: int) -> HttpResponseBase:
    if request.method == "POST" and not request.user.is_authenticated:
        return kept_for_sign_in(request, "#reply")
    found = _thread(request, slug, thread_id)
    if elsewhere := moved.elsewhere(request, found, thread_id):
        if request.method != "POST":
            return redirect(elsewhere.address)
        found = elsewhere.thread
    if found is None:
        kept = request.POST if request.method == "POST" else keeping.kept(request)
        return _gone(request, kept.get("text", "")) if kept else moved.in_its_place(request, slug, thread_id)
    if request.method == "POST":
        return _reply(request, found)
    kept = keeping.kept(request)
    opening = writing.opening_of_reply(request, found, kept)
    form = ReplyForm(initial=writing.preselected(request) | opening.initial)
    return _thread_page(request, found, form, was_kept=bool(kept), opening=opening)


def _reply(request: HttpRequest, found: Thread) -> HttpResponseBase:
    form = ReplyForm(request.POST, request.FILES)
    form.is_valid()
    place = drafting.place_of_reply(found)
    if writing.is_for_later(request):
        form = writing.unsent(request, form, ReplyForm(initial=form.typed()), found.community)
        more, answer = writing.for_later(request, form, place=place, community=found.community, thread=found)
        return answer or _thread_page(request, found, form, more=more)
    try:
        text, submission = form.cleaned_data.get("text", ""), form.cleaned_data.get("submission")
        if earlier := guarding.sent_before(
            request, community=found.community, text=text, submission=submission, thread=found
        ):
            return guarding.shown_again(request, earlier)
        files = form.keep_files(by=request.user, community=found.community)
        guarding.check(request, "reply")
        post = posting.reply(
            thread=found,
            author=request.user,
            text=text,
            language=request.POST.get("language", ""),
            page_language=writing.default_language(request),
            submission=submission,
            files=files,
            alts=form.alts,
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _thread_page(request, found, form, status=guarding.status_of(refusal))
    except ValidationError as error:
        form.take_errors(error)
        return _thread_page(request, found, form, status=422)
    keeping.forget(request)
    drafting.was_sent(user=request.user, place=place, draft=writing.draft_of(request))
    guarding.thank(request, post)
    writing.tell_about_names(request, post)
    found = post.thread  # another one, when the thread was merged meanwhile
    address = reverse("community:thread", kwargs={"slug": found.community.slug, "thread_id": found.pk})
    number = Post.objects.visible_to(request.user).filter(thread=found).count()
    page = -(-number // POSTS_A_PAGE)
    return redirect(f"{address}{f'?page={page}' if page > 1 else ''}#{anchor_of(post)}")


def _thread_page(
    request: HttpRequest,
    found: Thread,
    form: ReplyForm,
    *,
    status: int = 200,
    was_kept: bool = False,
    opening: writing.Opening | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    readable = Post.objects.visible_to(request.user).filter(thread=found).select_related("author__profile")
    posts = blocking.marked(readable, request.user)
    page = _page(posts, request.GET.get("page") or _page_with(request.GET.get("post"), posts))
    community = found.community
    refusal = ""
    if request.user.is_authenticated:
        refused = rights.refusal_to_reply(request.user, found)
        refusal = refused.sentence if refused else ""
    elif found.is_locked or community.is_archived:
        refusal = _("This thread is closed: nobody can reply any more.")
    elif refused := rights.outside_its_dates(found):
        refusal = refused.sentence
    shown = list(page)
    for post in shown:
        post.thread = found
    context, of_posts = parts_of(request, found, shown)
    like_it = related_lists(
        "thread",
        found.pk,
        user=request.user,
        language=reading_language(),
        wanted=[(("thread",), RELATED_THREADS), (("case",), RELATED_CASES)],
    )
    response = render(
        request,
        "community/thread.html",
        {
            "thread": found,
            "row": thread_row(found, reader=request.user),
            "related_threads": [related_row(one) for one in like_it[0]],
            "related_cases": [related_row(one) for one in like_it[1]],
            "community": community,
            "feed_url": feeds.address_of(community, found),
            "posts": [
                post_card(post, number, reader=request.user) | of_posts[post.pk]
                for number, post in enumerate(shown, start=page.start_index())
            ],
            "page_of_posts": page,
            "form": form,
            "refusal": refusal,
            # A text that was refused stays on the page, to be copied, even when there is nothing to send it to.
            "show_form": bool(
                request.user.is_authenticated and (not refusal or form.is_bound or was_kept or form.initial.get("text"))
            ),
            "was_kept": was_kept,
            "facilitates": rights.facilitates(request.user, community),
            "crumbs": crumbs(community),
        }
        | writing.compose_context(community, drafting.place_of_reply(found), opening)
        | context
        | (more or {}),
        status=status,
    )
    note_reading(request, found, shown, context)
    return response


def _page(posts: QuerySet[Post], wanted: str | int) -> Page:
    """The page `wanted`. A thread that fits on one page is not counted."""
    if wanted in (1, "1"):
        first = list(posts[: POSTS_A_PAGE + 1])
        pages = Paginator(first if len(first) <= POSTS_A_PAGE else posts, POSTS_A_PAGE)
        return Page(first[:POSTS_A_PAGE], 1, pages)
    return Paginator(posts, POSTS_A_PAGE).get_page(wanted)


def _page_with(post_id: str | None, posts: QuerySet[Post]) -> int:
    """The page that has this post; the first when the reader cannot see it."""
    if not post_id or not post_id.isdecimal() or int(post_id) >= 2**63:
        return 1
    wanted = posts.filter(pk=post_id).first()
    if wanted is None:
        return 1
    before = posts.filter(
        Q(created_at__lt=wanted.created_at) | Q(created_at=wanted.created_at, pk__lt=wanted.pk)
    ).count()
    return before // POSTS_A_PAGE + 1


def _gone(request: HttpRequest, text: str) -> HttpResponse:
    """The thread went away while somebody wrote: they get their text back."""
    return render(request, "community/gone.html", {"text": text}, status=410)
