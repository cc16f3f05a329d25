"""The demonstration's edited posts: one that its author changed, and one that its members keep up to date together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from community import editing
from community.models import Post

DATA = Path(__file__).parent / "data" / "edits.json"


@transaction.atomic
def load_edits(people: dict[str, Any]) -> None:
    """What was edited already stays as it is."""
    for row in json.loads(DATA.read_text(encoding="utf-8")):
        submission = uuid5(NAMESPACE_URL, f"rutero-demo/{row['thread']}/{row['post']}")
        post = Post.objects.filter(submission=submission, version=1).select_related("thread__community").first()
        if post is None:
            continue
        for edit in row["edits"]:
            post = editing.edit_post(
                post=post,
                by=people[edit["by"]],
                text=post.text.replace(edit["replace"], edit["with"]),
                version=post.version,
                is_wiki=row.get("is_wiki") if people[edit["by"]].pk == post.author_id else None,
            )
