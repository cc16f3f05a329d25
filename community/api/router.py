"""The addresses. Each reads its parameters, asks through `visible_to` or calls one verb, and answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.decorators import decorate_view

from community import posting
from community.api import calling
from community.api.questions import LARGEST_PAGE, PAGE_SIZE, Asked, Unanswerable, sent, submission_of, unanswerable
from community.api.shapes import (
    Communities,
    CommunityShown,
    Posts,
    PostShown,
    Refusal,
    Started,
    Threads,
    ThreadShown,
    community_shown,
    post_shown,
    thread_shown,
    with_files,
)
from community.lists import latest
from community.models import Community, Post, Thread
from library.refusals import NotAllowed
from search.api import BadParameters

router = Router(tags=["talk"])

_LARGEST_ID = 2**63
_REFUSALS = {401: Refusal, 403: Refusal, 404: Refusal, 422: BadParameters, 429: Refusal}
_READ_REFUSALS: dict[int, Any] = {401: Refusal, 404: Refusal, 422: BadParameters, 429: Refusal}
_MAY_HAVE_TOKEN: list[dict[str, list[str]]] = [{}, {"token": []}]
_NEEDS_TOKEN: list[dict[str, list[str]]] = [{"token": []}]


def _parameter(name: str, description: str, schema: dict[str, Any] | None = None, where: str = "query") -> Any:
    texts = {"type": "array", "items": {"type": "string"}}
    return {"name": name, "in": where, "required": False, "description": description, "schema": schema or texts}


_TEXT = {"type": "string"}
_PAGING = [
    _parameter("after", "What `next` has.", _TEXT),
    _parameter("page_size", "", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}),
]
_FILTERS = [
    _parameter("community", "Only in this community, by its slug; given twice, either. So are language and kind."),
    _parameter("language", "Only threads in this language."),
    _parameter("kind", "discussion, question, announcement, e-discussion."),
    _parameter("author", "Only threads that this person started, by their id.", {"type": "integer"}),
    _parameter("since", "Only with a post at this time or later.", {"type": "string", "format": "date-time"}),
]
_KEY = _parameter(
    "Idempotency-Key",
    "Any text that you make for this one post: sent again with the same key, it is not written twice.",
    {"type": "string", "maxLength": 255},
    "header",
)


def _body(*fields: str, required: tuple[str, ...]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": dict.fromkeys(fields, _TEXT),
        "required": list(required),
        "additionalProperties": False,
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _answers(view: Callable[..., Any]) -> Callable[..., Any]:
    """A caller's mistake is answered with a sentence for them. (What ninja says of a 404 is English.)"""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except Unanswerable as error:
            return Status(422, {"detail": error.detail})
        except NotAllowed as refusal:
            return Status(403, {"detail": refusal.sentence})
        except Http404:
            return Status(404, {"detail": _("There is nothing at this address.")})

    return answered


def _caller(request: HttpRequest) -> Any:
    return request.caller  # type: ignore[attr-defined]


def _threads(user: Any) -> QuerySet[Thread]:
    return Thread.objects.visible_to(user).select_related("community", "author")


def _thread(user: Any, number: int) -> Thread:
    found = _threads(user).filter(pk=number).first() if 0 <= number < _LARGEST_ID else None
    if found is None:
        raise Http404
    return found


@router.get(
    "communities",
    response={200: Communities} | _READ_REFUSALS,
    summary="Communities, by slug",
    operation_id="communities",
    openapi_extra={"parameters": _PAGING, "security": _MAY_HAVE_TOKEN},
)
@decorate_view(calling.reading)
@_answers
def communities(request: HttpRequest) -> Status[Any]:
    """Those whose threads the caller may read."""
    asked = Asked(request)
    size, after = asked.size(), asked.text("after")
    asked.check()
    found = Community.objects.visible_to(_caller(request)).with_pages().order_by("slug")
    rows = list((found.filter(slug__gt=after) if after else found)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    results = [community_shown(row, request.build_absolute_uri) for row in rows]
    return Status(200, {"results": results, "next": asked.next_page(rows[-1].slug) if more else None})


@router.get(
    "communities/{slug}",
    response={200: CommunityShown} | _READ_REFUSALS,
    summary="One community",
    operation_id="community",
    openapi_extra={"security": _MAY_HAVE_TOKEN},
)
@decorate_view(calling.reading)
@_answers
def community(request: HttpRequest, slug: str) -> Status[Any]:
    found = Community.objects.visible_to(_caller(request)).with_pages().filter(slug=slug).first()
    if found is None:
        raise Http404
    return Status(200, community_shown(found, request.build_absolute_uri))


@router.get(
    "threads",
    response={200: Threads} | _READ_REFUSALS,
    summary="Threads, the latest post first",
    operation_id="threads",
    openapi_extra={"parameters": [*_FILTERS, *_PAGING], "security": _MAY_HAVE_TOKEN},
)
@decorate_view(calling.reading)
@_answers
def threads(request: HttpRequest) -> Status[Any]:
    """To look for words, ask `search` with `type=thread`. A thread that is written in while you page comes first
    again: go through the pages, then ask again with `since` of when you began."""
    asked, user = Asked(request), _caller(request)
    found = _threads(user)
    if slugs := asked.choice("community", _Readable(user)):
        found = found.filter(community__slug__in=slugs)
    if codes := asked.choice("language", settings.LANGUAGE_CODES):
        found = found.filter(language__in=codes)
    if kinds := asked.choice("kind", Thread.Kind.values):
        found = found.filter(kind__in=kinds)
    if (author := asked.number("author")) is not None:
        found = found.filter(author=author)
    if since := asked.moment("since"):
        found = found.filter(last_post_at__gte=since)
    size = asked.size()
    asked.cursor()
    asked.check()
    part = latest(found, after=asked.text("after"), size=size)
    results = [thread_shown(row, request.build_absolute_uri) for row in part.rows]
    return Status(200, {"results": results, "next": asked.next_page(part.next_cursor) if part.next_cursor else None})


class _Readable:
    """The slugs that a caller may name: asked for when they name one, in one query for all."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.slugs: set[str] | None = None

    def __contains__(self, slug: object) -> bool:
        if self.slugs is None:
            self.slugs = set(Community.objects.visible_to(self.user).values_list("slug", flat=True))
        return slug in self.slugs


@router.get(
    "threads/{int:number}",
    response={200: ThreadShown} | _READ_REFUSALS,
    summary="One thread",
    operation_id="thread",
    openapi_extra={"security": _MAY_HAVE_TOKEN},
)
@decorate_view(calling.reading)
@_answers
def thread(request: HttpRequest, number: int) -> Status[Any]:
    return Status(200, thread_shown(_thread(_caller(request), number), request.build_absolute_uri))


@router.get(
    "threads/{int:number}/posts",
    response={200: Posts} | _READ_REFUSALS,
    summary="A thread's posts, in the order they were written",
    operation_id="posts_of_thread",
    openapi_extra={"parameters": _PAGING, "security": _MAY_HAVE_TOKEN},
)
@decorate_view(calling.reading)
@_answers
def posts(request: HttpRequest, number: int) -> Status[Any]:
    asked, user = Asked(request), _caller(request)
    size, position = asked.size(), asked.cursor()
    asked.check()
    of_thread = _thread(user, number)
    found = Post.objects.visible_to(user).filter(thread=of_thread).select_related("author")
    if position:
        at, pk = position
        found = found.filter(Q(created_at__gt=at) | Q(created_at=at, pk__gt=pk))
    rows = list(found.order_by("created_at", "pk")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    for row in rows:
        row.thread = of_thread
    cursor = f"{rows[-1].created_at.isoformat()}~{rows[-1].pk}" if more else ""
    with_files(rows)
    results = [post_shown(row, request.build_absolute_uri, user) for row in rows]
    return Status(200, {"results": results, "next": asked.next_page(cursor) if cursor else None})


@router.get(
    "posts/{int:number}",
    response={200: PostShown} | _READ_REFUSALS,
    summary="One post",
    operation_id="post",
    openapi_extra={"security": _MAY_HAVE_TOKEN},
)
@decorate_view(calling.reading)
@_answers
def post(request: HttpRequest, number: int) -> Status[Any]:
    found = None
    if 0 <= number < _LARGEST_ID:
        readable = Post.objects.visible_to(_caller(request)).select_related("author", "thread__community")
        found = readable.filter(pk=number).first()
    if found is None:
        raise Http404
    return Status(200, post_shown(found, request.build_absolute_uri, _caller(request)))


def _used_before(request: HttpRequest, submission: Any, text: str, **same: Any) -> Post | None:
    """The post that was written with the same key.

    :raises Unanswerable: it was another one
    """
    if submission is None:
        return None
    written = Post.objects.filter(author=_caller(request), submission=submission)
    found = written.select_related("author", "thread__community", "thread__author").first()
    if found is None:
        return None
    if found.version == 1 and found.text != text.replace("\r\n", "\n").strip():
        raise _used_for_another()
    if any(getattr(found.thread, name) != value for name, value in same.items()):
        raise _used_for_another()
    return found


def _used_for_another() -> Unanswerable:
    sentence = _("This key was used for another post. Please make a new key for each.")
    return Unanswerable([{"loc": ["header", "Idempotency-Key"], "msg": sentence, "type": "used"}])


@router.post(
    "communities/{slug}/threads",
    response={200: Started, 201: Started} | _REFUSALS,
    summary="Start a thread",
    operation_id="start_thread",
    openapi_extra={
        "parameters": [_KEY],
        "security": _NEEDS_TOKEN,
        "requestBody": _body("title", "text", "kind", "language", required=("title", "text")),
    },
)
@decorate_view(calling.writing)
@_answers
def start_thread(request: HttpRequest, response: HttpResponse, slug: str) -> Status[Any]:
    """As the person whose token it is, with all that they may and may not do. 200: it was there already."""
    user, submission = _caller(request), submission_of(request)
    fields = sent(request, ("title", "text", "kind", "language"), ("title", "text"))
    in_community = Community.objects.visible_to(user).filter(slug=slug).first()
    if in_community is None:
        raise Http404
    title = " ".join(fields["title"].split())
    before = _used_before(request, submission, fields["text"], community_id=in_community.pk, title=title)
    if before is None:
        try:
            started = posting.start_thread(
                community=in_community,
                author=user,
                title=fields["title"],
                text=fields["text"],
                kind=fields["kind"] or Thread.Kind.DISCUSSION,
                language=fields["language"],
                page_language=get_language() or "",
                submission=submission,
            )
        except ValidationError as error:
            raise unanswerable(error) from error
        first = started.posts.order_by("created_at", "pk")[0]
    else:
        started, first = before.thread, before
    first.thread = started
    absolute = request.build_absolute_uri
    response.headers["Location"] = absolute(f"/api/v1/threads/{started.pk}")
    shown = {"thread": thread_shown(started, absolute), "post": post_shown(first, absolute, user)}
    return Status(200 if before else 201, shown)


@router.post(
    "threads/{int:number}/posts",
    response={200: PostShown, 201: PostShown} | _REFUSALS,
    summary="Reply in a thread",
    operation_id="reply",
    openapi_extra={
        "parameters": [_KEY],
        "security": _NEEDS_TOKEN,
        "requestBody": _body("text", "language", required=("text",)),
    },
)
@decorate_view(calling.writing)
@_answers
def reply(request: HttpRequest, response: HttpResponse, number: int) -> Status[Any]:
    """As the person whose token it is, with all that they may and may not do. 200: it was there already."""
    user, submission = _caller(request), submission_of(request)
    fields = sent(request, ("text", "language"), ("text",))
    in_thread = _thread(user, number)
    before = _used_before(request, submission, fields["text"], pk=in_thread.pk)
    try:
        written = before or posting.reply(
            thread=in_thread,
            author=user,
            text=fields["text"],
            language=fields["language"],
            page_language=get_language() or "",
            submission=submission,
        )
    except ValidationError as error:
        raise unanswerable(error) from error
    written.thread = in_thread
    response.headers["Location"] = request.build_absolute_uri(f"/api/v1/posts/{written.pk}")
    return Status(200 if before else 201, post_shown(written, request.build_absolute_uri, user))
