"""Attachments as a post shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse

from community.models import Attachment, Post, Thread
from library.amounts import shown_size
from library.scanning import CLOSED

if TYPE_CHECKING:
    from community.views.part import Part


def attachment_card(row: Attachment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "kind_name": row.get_kind_display(),
        "is_picture": row.is_picture,
        "url": reverse("community:file", kwargs={"key": row.key}),
        "thumbnail_url": reverse("community:thumbnail", kwargs={"key": row.key}) if row.is_picture else "",
        "width": row.thumbnail_width,
        "height": row.thumbnail_height,
        "size": shown_size(row.size),
        "alt": row.alt,
        # Shown instead of a link, while nobody is given it.
        "closed": row.get_scan_state_display() if row.scan_state in CLOSED else "",
    }


def files_of_posts(request: HttpRequest, thread: Thread, posts: Sequence[Post]) -> Part:
    """One query where a post has any, none elsewhere."""
    from community.views.part import Part

    with_files = [post.pk for post in posts if post.attachment_count]
    found: dict[int, dict[str, Any]] = {pk: {"pictures": [], "documents": []} for pk in with_files}
    if with_files:
        for row in Attachment.objects.filter(post__in=with_files).defer("text"):
            found[row.post_id]["pictures" if row.is_picture else "documents"].append(attachment_card(row))
    return Part(of_posts=found)
