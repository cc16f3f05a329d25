"""What the parts in templates/parts show of communities, threads and posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from community import moments
from community.belonging import standing_in
from community.models import Community, EDiscussion, Post, Thread
from library.cards import language_facts
from people.languages_read import languages_read_by
from people.person_cards import person_url
from search.reader import interface_language, reading_language


def author_name(written: Thread | Post) -> str:
    """Who wrote it, as they are called now, or in the archive it came from; people may go, what they wrote stays."""
    if written.author is not None:
        return written.author.name
    return written.author_name or pgettext("author of a post", "former member")


def shown_html(post: Post) -> SafeString:
    """The text as it is shown: sanitised when it was written; or that there is none any more."""
    if post.is_removed:
        return format_html('<p class="post__removed">{}</p>', _("Removed at the author’s wish."))
    return mark_safe(post.html)


def tag_url(slug: str, name: str) -> str:
    """The threads of a community with this tag."""
    return f"{reverse('community:threads', kwargs={'slug': slug})}?{urlencode({'tag': name})}"


def e_discussion_state(discussion: EDiscussion | None) -> str:
    """One line for lists and the top of the page; empty without dates."""
    if discussion is None:
        return ""
    if discussion.is_early():
        return _("opens on %(date)s") % {"date": moments.said(discussion.opens_at)}
    if discussion.is_over():
        return _("closed")
    return _("open until %(date)s") % {"date": moments.said(discussion.closes_at)}


def facts_for(reader: Any, language: str) -> dict[str, Any]:
    """As `language_facts`; what `reader` says they read is marked as another language no more. Asks, once a request,
    only where something is in another language than the page."""
    facts = language_facts(language)
    if facts["is_other_language"] and reader is not None and language in languages_read_by(reader):
        facts["is_other_language"] = False
    return facts


def thread_row(thread: Thread, *, reader: Any = None, community: Community | None = None) -> dict[str, Any]:
    """:param reader: see `facts_for`
    :param community: give it to show its title in the row"""
    slug = (community or thread.community).slug
    row = {
        "title": thread.title,
        "url": reverse("community:thread", kwargs={"slug": slug, "thread_id": thread.pk}),
        "author_name": author_name(thread),
        "created_at": thread.created_at,
        "last_post_at": thread.last_post_at,
        "reply_count": thread.reply_count,
        "is_locked": thread.is_locked,
        "is_hidden": thread.is_hidden,
        "is_awaiting": thread.is_awaiting,
        "is_pinned": thread.is_pinned,
        "kind": thread.kind,
        "kind_name": thread.get_kind_display(),
        "author_url": person_url(thread.author),
        # What was accepted stays when the kind is changed, and shows again when it is changed back.
        "has_answer": thread.kind == Thread.Kind.QUESTION and thread.accepted_post_id is not None,
        "e_discussion_state": e_discussion_state(EDiscussion.of(thread))
        if thread.kind == Thread.Kind.E_DISCUSSION
        else "",
        "tags": [{"name": name, "url": tag_url(slug, name)} for name in thread.tag_names],
        "community_title": "",
    } | facts_for(reader, thread.language)
    if community is not None:
        shown = presentation_of(community)
        row |= {"community_title": shown["title"], "community_language": shown["language"]}
    return row


ANCHOR = "post-"


def anchor_of(post: Post) -> str:
    """Where the post stands on its thread's page."""
    return f"{ANCHOR}{post.pk}"


def post_card(post: Post, number: int, *, reader: Any = None) -> dict[str, Any]:
    """:param reader: see `facts_for`"""
    return {
        "id": post.pk,
        "number": number,
        "anchor": anchor_of(post),
        "author_name": author_name(post),
        "author_url": person_url(post.author),
        "created_at": post.created_at,
        "edited_at": None if post.is_removed else post.edited_at,
        "is_hidden": post.is_hidden,
        "is_awaiting": post.is_awaiting,
        "is_wiki": post.is_wiki,
        "is_removed": post.is_removed,
        "html": shown_html(post),
    } | facts_for(reader, interface_language() if post.is_removed else post.language)


def presentation_of(community: Community) -> dict[str, Any]:
    """Title, purpose and guidelines for the reader, with the language they are in."""
    page = community.presentation(reading_language())
    if page is None:
        return {"title": community.slug, "purpose": "", "guidelines": ""} | language_facts("en")
    return {
        "title": page.title,
        "purpose": page.purpose,
        "guidelines": page.guidelines,
    } | language_facts(page.locale.language_code)


def community_cards(communities: Sequence[Community], *, user: Any) -> list[dict[str, Any]]:
    """One card a community with its number of threads: one query for all of them."""
    counts = dict(
        Thread.objects.visible_to(user)
        .filter(community__in=communities)
        .values_list("community")
        .annotate(number=Count("pk"))
    )
    return [
        presentation_of(community)
        | {
            "url": reverse("community:threads", kwargs={"slug": community.slug}),
            "theme_code": community.theme.code if community.theme else "",
            # Of what they may not read they learn no number.
            "thread_count": counts.get(community.pk, 0) if community.is_readable_by(user) else None,
            "is_archived": community.is_archived,
            "standing": standing_in(user, community),
        }
        for community in communities
    ]


def crumbs(community: Community | None = None) -> list[dict[str, str]]:
    """The way to here: home, communities, and the community of a thread."""
    found = [
        {"label": _("Home"), "url": f"/{reading_language()}/"},
        {"label": _("Communities"), "url": reverse("community:index")},
    ]
    if community is not None:
        shown = presentation_of(community)
        found.append(
            {
                "label": shown["title"],
                "language": shown["language"],
                "url": reverse("community:threads", kwargs={"slug": community.slug}),
            }
        )
    return found
