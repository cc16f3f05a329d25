"""What the kind of a thread adds to its page: the accepted answer, the frame of an e-discussion, and their buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists
from django.http import HttpRequest
from django.utils.safestring import mark_safe

from community import accepting, moments, rights, tagging
from community.addresses import address_of_post
from community.cards import author_name, e_discussion_state, facts_for
from community.models import EDiscussion, NameConsent, Post, Thread
from community.views.part import Part


def kind_part(request: HttpRequest, thread: Thread, posts: Sequence[Post]) -> Part:
    """No query for discussions, announcements and questions, one for an e-discussion. The thread was selected with
    `accepted_post__author` and `e_discussion`."""
    part = Part({"may_tag": tagging.may_tag(request.user, thread)})
    if thread.kind == Thread.Kind.QUESTION:
        _question(part, request, thread, posts)
    elif thread.kind == Thread.Kind.E_DISCUSSION:
        _e_discussion(part, request, thread, posts)
    return part


def _question(part: Part, request: HttpRequest, thread: Thread, posts: Sequence[Post]) -> None:
    answer = thread.accepted_post
    is_shown = answer is not None and answer.thread_id == thread.pk and not (answer.is_hidden or answer.is_awaiting)
    part.context["answer_is_hidden"] = answer is not None and not is_shown
    part.context["accepted_answer"] = _answer(thread, answer, request.user) if answer and is_shown else None
    may_accept = accepting.may_accept(request.user, thread)
    for number, post in enumerate(posts):
        is_first = number == 0 and post.created_at <= thread.created_at
        is_accepted = post.pk == thread.accepted_post_id
        part.of_posts[post.pk] = {
            "is_question": is_first,
            "is_accepted": is_accepted,
            "may_be_accepted": may_accept and not (is_first or is_accepted or post.is_hidden or post.is_awaiting),
            "may_be_taken_back": may_accept and is_accepted,
        }


def _answer(thread: Thread, answer: Post, reader: Any) -> dict[str, Any]:
    return {
        "author_name": author_name(answer),
        "created_at": answer.created_at,
        "html": mark_safe(answer.html),  # sanitised when it was written
        "url": address_of_post(answer, thread),
        "is_from_blocked": getattr(thread, "answer_is_from_blocked", False),
    } | facts_for(reader, answer.language)


def _e_discussion(part: Part, request: HttpRequest, thread: Thread, posts: Sequence[Post]) -> None:
    discussion = EDiscussion.of(thread)
    leads = rights.facilitates(request.user, thread.community)
    part.context["leads_e_discussion"] = leads
    for post in posts:
        part.of_posts[post.pk] = {
            "role": post.role,
            "role_name": post.get_role_display(),
            "may_be_marked": leads and not (post.is_hidden or post.is_awaiting),
        }
    marked = Post.objects.filter(thread=thread, is_hidden=False, is_awaiting=False).exclude(role="")
    if request.user.is_authenticated and discussion and discussion.asked_at:
        waiting = NameConsent.objects.filter(
            discussion=discussion, person=request.user, answer=NameConsent.Answer.WAITING
        )
        marked = marked.annotate(is_asked=Exists(waiting))
    found = list(marked.select_related("author").order_by("created_at", "pk"))
    part.context["asks_for_consent"] = bool(
        discussion and not discussion.nominated_at and any(getattr(post, "is_asked", False) for post in found)
    )
    part.context["e_discussion"] = {
        "opens": moments.said(discussion.opens_at) if discussion else "",
        "closes": moments.said(discussion.closes_at) if discussion else "",
        "state": e_discussion_state(discussion),
        "background": mark_safe(discussion.background_html) if discussion else "",  # sanitised when it was written
        "questions": discussion.questions if discussion else [],
        "marked": [
            {
                "role": post.role,
                "role_name": post.get_role_display(),
                "author_name": author_name(post),
                "created_at": post.created_at,
                "url": address_of_post(post, thread),
            }
            for post in found
        ],
    }
