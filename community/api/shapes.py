"""What the answers look like."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import translation
from ninja import Field, Schema

from community import signing
from community.cards import anchor_of, author_name
from community.models import Attachment, Community, Post, Thread
from library.describing import Absolute
from library.scanning import CLOSED


class Presentation(Schema):
    """How a community is presented in one language."""

    language: str = Field(examples=["th"])
    title: str = Field(examples=["ป่าชุมชนและน้ำผึ้ง"])
    purpose: str
    guidelines: str
    url: str = Field(description="Where people read it.")


class CommunityShown(Schema):
    slug: str = Field(examples=["community-forests"])
    url: str = Field(description="This community in the API.")
    theme: str | None = Field(examples=["natural-resources"])
    state: str = Field(description="open or archived: nobody writes there any more.")
    audience: str = Field(description="Who may read: public, members (who is signed in), community (its own members).")
    membership: str = Field(description="open, request, invitation, hidden.")
    languages: list[str] = Field(description="That its people write; empty: any.")
    presentations: list[Presentation]
    threads: str = Field(description="Address of its threads.")


class Communities(Schema):
    results: list[CommunityShown]
    next: str | None = Field(description="Address of the next page, or null.")


class Author(Schema):
    id: int | None = Field(description="Null: somebody of an archive, or who has left.")
    name: str


class ThreadShown(Schema):
    id: int
    url: str = Field(description="This thread in the API.")
    page: str = Field(description="Where people read it.")
    community: str = Field(description="Slug.")
    kind: str = Field(description="discussion, question, announcement, e-discussion.")
    title: str
    language: str
    author: Author
    created_at: str
    last_post_at: str
    reply_count: int
    participant_count: int
    is_locked: bool = Field(description="Nobody can reply any more.")
    is_pinned: bool
    is_hidden: bool = Field(description="Only facilitators see it.")
    is_awaiting: bool = Field(description="A facilitator has to read it first; its author sees it.")
    accepted_post: int | None = Field(description="The answer of a question.")
    posts: str = Field(description="Address of its posts.")


class Threads(Schema):
    results: list[ThreadShown]
    next: str | None = Field(description="Address of the next page, or null.")


class FileShown(Schema):
    """A picture or document of a post."""

    name: str = Field(examples=["แผนที่ป่า.pdf"])
    kind: str = Field(description="Ending of what is given: jpg, pdf, docx, odt, xlsx, pptx, csv, txt.")
    size: int = Field(description="Bytes.")
    description: str = Field(description="What a picture shows.")
    url: str | None = Field(
        description="Asked for with a token: good for an hour, for whom the caller gives it to. Null: being checked, "
        "or taken away."
    )


class PostShown(Schema):
    id: int
    url: str = Field(description="This post in the API.")
    page: str = Field(description="Where people read it.")
    thread: int
    author: Author
    language: str
    created_at: str
    edited_at: str | None
    version: int = Field(description="1, and one more with each edit.")
    text: str = Field(description="Markdown, as it was written.")
    html: str = Field(description="The same as safe HTML.")
    files: list[FileShown]
    is_wiki: bool
    is_hidden: bool
    is_awaiting: bool
    is_removed: bool = Field(description="Its author took their words with them: there is no text any more.")


class Posts(Schema):
    results: list[PostShown]
    next: str | None = Field(description="Address of the next page, or null.")


class Started(Schema):
    thread: ThreadShown
    post: PostShown


class Refusal(Schema):
    detail: str = Field(description="A sentence in the language of Accept-Language.")


def iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def _author(written: Thread | Post) -> dict[str, Any]:
    return {"id": written.author_id, "name": author_name(written)}


def community_shown(community: Community, absolute: Absolute) -> dict[str, Any]:
    """:param community: from `with_pages`"""
    return {
        "slug": community.slug,
        "url": absolute(f"/api/v1/communities/{community.slug}"),
        "theme": community.theme.code if community.theme else None,
        "state": community.state,
        "audience": community.audience,
        "membership": community.membership,
        "languages": community.languages,
        "presentations": [
            {
                "language": page.locale.language_code,
                "title": page.title,
                "purpose": page.purpose,
                "guidelines": page.guidelines,
                "url": absolute(_page("threads", page.locale.language_code, slug=community.slug)),
            }
            for page in community.presentations  # type: ignore[attr-defined]
        ],
        "threads": absolute(f"/api/v1/threads?community={community.slug}"),
    }


def _page(name: str, language: str, **kwargs: Any) -> str:
    with translation.override(language):
        return reverse(f"community:{name}", kwargs=kwargs)


def _thread_page(thread: Thread, language: str) -> str:
    return _page("thread", language, slug=thread.community.slug, thread_id=thread.pk)


def thread_shown(thread: Thread, absolute: Absolute) -> dict[str, Any]:
    """:param thread: with its community and author"""
    return {
        "id": thread.pk,
        "url": absolute(f"/api/v1/threads/{thread.pk}"),
        "page": absolute(_thread_page(thread, thread.language)),
        "community": thread.community.slug,
        "kind": thread.kind,
        "title": thread.title,
        "language": thread.language,
        "author": _author(thread),
        "created_at": iso(thread.created_at),
        "last_post_at": iso(thread.last_post_at),
        "reply_count": thread.reply_count,
        "participant_count": thread.participant_count,
        "is_locked": thread.is_locked,
        "is_pinned": thread.is_pinned,
        "is_hidden": thread.is_hidden,
        "is_awaiting": thread.is_awaiting,
        "accepted_post": thread.accepted_post_id,
        "posts": absolute(f"/api/v1/threads/{thread.pk}/posts"),
    }


def with_files(posts: Sequence[Post]) -> None:
    """Fetch the files of `posts`: one query where any has some, else none."""
    prefetch_related_objects(
        [post for post in posts if post.attachment_count],
        Prefetch("attachments", Attachment.objects.defer("text")),
    )


def _file_shown(row: Attachment, absolute: Absolute, reader: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": str(row.kind),
        "size": row.size,
        "description": row.alt,
        "url": None if row.scan_state in CLOSED else absolute(signing.signed_path(row, user=reader)),
    }


def post_shown(post: Post, absolute: Absolute, reader: Any) -> dict[str, Any]:
    """
    :param post: with its author, its thread, and the thread's community, from `with_files`
    :param reader: who is given the answer
    """
    anchor = anchor_of(post)
    return {
        "id": post.pk,
        "url": absolute(f"/api/v1/posts/{post.pk}"),
        "page": absolute(f"{_thread_page(post.thread, post.thread.language)}?post={post.pk}#{anchor}"),
        "thread": post.thread_id,
        "author": _author(post),
        "language": post.language,
        "created_at": iso(post.created_at),
        "edited_at": iso(post.edited_at),
        "version": post.version,
        "text": post.text,
        "html": post.html,
        "files": [_file_shown(row, absolute, reader) for row in post.attachments.all()]
        if post.attachment_count
        else [],
        "is_wiki": post.is_wiki,
        "is_hidden": post.is_hidden,
        "is_awaiting": post.is_awaiting,
        "is_removed": post.is_removed,
    }
