"""Atom feeds (RFC 4287) of a community, one of its tags, and a thread.

Only what everybody may read: a feed reader has no session, so who it reads for is not known, and everything else is not
found (404), also for members.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from community.cards import anchor_of, author_name, presentation_of, shown_html
from community.choosing import Chosen
from community.models import Community, Post, Thread
from community.tagging import key_of
from library.describing import xml_text
from library.feeds import InLanguages
from search.documents import PUBLIC

NEWEST = 50
_NOBODY = AnonymousUser()


def address_of(community: Community, thread: Thread | None = None, *, tag: str = "") -> str:
    """Of the feed of a community (or one of its tags), or of a thread; empty where only members read."""
    if community.audience != PUBLIC or (thread is not None and (thread.is_hidden or thread.is_awaiting)):
        return ""
    if thread is not None:
        return reverse("community:thread_feed", kwargs={"slug": community.slug, "thread_id": thread.pk})
    return reverse("community:feed", kwargs={"slug": community.slug}) + (f"?{urlencode({'tag': tag})}" if tag else "")


def tag_uri(thing: Thread | Post) -> str:
    """RFC 4151: the same in every feed and language, whatever address it is read at; the name in it is `BASE_URL`'s."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    return f"tag:{host},{thing.created_at:%Y-%m-%d}:{thing._meta.model_name}/{thing.pk}"


class _Posts(InLanguages):
    """Each entry in its own language, with its whole text: addresses in it begin at the site."""

    def root_attributes(self) -> dict[str, str]:
        link = urlsplit(self.feed["link"])
        return super().root_attributes() | {"xml:base": f"{link.scheme}://{link.netloc}/"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a feed is of, with what its entries say in common."""

    community: Community
    thread: Thread | None = None
    tag: str = ""
    posts: Sequence[Post] = field(default=())


class _FeedOfPosts(Feed):
    feed_type = _Posts

    def author_name(self) -> str:
        return settings.SITE_NAME  # Atom wants one; of the feed, not of the posts

    def items(self, asked: Asked) -> Sequence[Post]:
        return asked.posts

    def item_title(self, item: Post) -> str:
        return xml_text(item.thread.title)

    def item_description(self, item: Post) -> Any:
        return None  # the whole text is the content

    def item_link(self, item: Post) -> str:
        thread = item.thread
        address = reverse("community:thread", kwargs={"slug": thread.community.slug, "thread_id": thread.pk})
        return f"{address}?post={item.pk}#{anchor_of(item)}"

    def item_guid(self, item: Post) -> str:
        return tag_uri(item)

    def item_author_name(self, item: Post) -> str:
        return xml_text(author_name(item))

    def item_pubdate(self, item: Post) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Post) -> datetime:
        return item.edited_at or item.created_at

    def item_categories(self, item: Post) -> list[str]:
        return [xml_text(name) for name in item.thread.tag_names]

    def item_extra_kwargs(self, item: Post) -> dict[str, str]:
        return {"language": item.language, "html": xml_text(shown_html(item))}


class CommunityFeed(_FeedOfPosts):
    """The newest threads, each with its first post; those with a tag when `tag` says which."""

    def get_object(self, request: HttpRequest, slug: str) -> Asked:
        community = Community.objects.visible_to(_NOBODY).with_pages().filter(slug=slug).first()
        if community is None:
            raise Http404
        tag = key_of(request.GET.get("tag", ""))
        threads = Chosen(tag=tag).of(Thread.objects.visible_to(_NOBODY).filter(community=community), _NOBODY)
        first = Post.objects.filter(thread=OuterRef("pk")).order_by("created_at", "pk").values("pk")[:1]
        newest = threads.annotate(first_post=Subquery(first)).order_by("-created_at", "-pk")[:NEWEST]
        numbers = list(newest.values_list("first_post", flat=True))
        posts = Post.objects.visible_to(_NOBODY).select_related("author", "thread__community").in_bulk(numbers)
        return Asked(community, tag=tag, posts=[posts[pk] for pk in numbers if pk in posts])

    def title(self, asked: Asked) -> str:
        names = [
            settings.SITE_NAME,
            presentation_of(asked.community)["title"],
            *([f"#{asked.tag}"] if asked.tag else []),
        ]
        return xml_text(" · ".join(names))

    def subtitle(self, asked: Asked) -> str:
        return xml_text(presentation_of(asked.community)["purpose"])

    def link(self, asked: Asked) -> str:
        question = Chosen(tag=asked.tag).question() if asked.tag else ""
        return reverse("community:threads", kwargs={"slug": asked.community.slug}) + question

    def feed_url(self, asked: Asked) -> str:
        return address_of(asked.community, tag=asked.tag)


class ThreadFeed(_FeedOfPosts):
    """The newest posts of a thread."""

    def get_object(self, request: HttpRequest, slug: str, thread_id: int) -> Asked:
        threads = Thread.objects.visible_to(_NOBODY).filter(community__slug=slug, pk=min(thread_id, 2**63 - 1))
        thread = threads.select_related("community").first()
        if thread is None:
            raise Http404
        posts = Post.objects.visible_to(_NOBODY).filter(thread=thread).select_related("author", "thread__community")
        return Asked(thread.community, thread, posts=list(posts.order_by("-created_at", "-pk")[:NEWEST]))

    def title(self, asked: Asked) -> str:
        return xml_text(f"{settings.SITE_NAME} · {_thread(asked).title}")

    def subtitle(self, asked: Asked) -> str:
        return _("Posts of this thread, the newest first.")

    def link(self, asked: Asked) -> str:
        return reverse("community:thread", kwargs={"slug": asked.community.slug, "thread_id": _thread(asked).pk})

    def feed_url(self, asked: Asked) -> str:
        return address_of(asked.community, _thread(asked))


def _thread(asked: Asked) -> Thread:
    assert asked.thread is not None  # noqa: S101
    return asked.thread
