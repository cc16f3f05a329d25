"""What hangs on the demonstration's posts: a drawing, a small document, a poll, reactions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from community import attaching, marking, polling
from community.models import PollOption, Post

DATA = Path(__file__).parent / "data" / "marks.json"
IMAGES = Path(__file__).parent / "images"


@transaction.atomic
def load_marks(people: dict[str, Any]) -> None:
    """What is missing; a post that has files or a poll keeps them as they are."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    alts = json.loads((IMAGES / "alt.json").read_text(encoding="utf-8"))
    for row in data["files"]:
        post = _post(row["thread"], row["post"])
        if post is not None and not post.attachment_count:
            _file(post, row, alts)
    for row in data["polls"]:
        post = _post(row["thread"], 0)
        if post is not None and not post.has_poll:
            _poll(post, row, people)
    for row in data["marks"]:
        post = _post(row["thread"], row["post"])
        for kind in ("thanks", "useful", "tried", "bookmark"):
            for key in row.get(kind, []) if post is not None else []:
                if people[key].pk != post.author_id:
                    marking.mark(post=post, kind=kind, by=people[key])


def _post(thread: str, number: int) -> Post | None:
    """Not there when the site has not its language."""
    submission = uuid5(NAMESPACE_URL, f"rutero-demo/{thread}/{number}")
    return Post.objects.select_related("thread__community", "author").filter(submission=submission).first()


def _file(post: Post, row: dict[str, str], alts: dict[str, dict[str, str]]) -> None:
    image = row.get("image")
    upload = (
        SimpleUploadedFile(image, (IMAGES / image).read_bytes())
        if image
        else SimpleUploadedFile(row["name"], row["text"].encode())
    )
    shows = [alts[image].get(post.language, "")] if image else []
    kept = attaching.keep(uploads=[upload], by=post.author, community=post.thread.community, shows=shows)
    attaching.attach(post=post, files=kept, by=post.author)


def _poll(post: Post, row: dict[str, Any], people: dict[str, Any]) -> None:
    draft = polling.Draft(row["question"], row["options"], is_multiple=row["is_multiple"])
    poll = polling.start_poll(post=post, draft=draft)
    ids = dict(PollOption.objects.filter(poll=poll).values_list("order", "pk"))
    for key, orders in row["votes"].items():
        polling.vote(poll=poll, options=[ids[order] for order in orders], by=people[key])
