"""Something to moderate in the demonstration: a post that waits, one that was reported, one that was hidden with a
reason. All by labelled personas."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.models import User
from community import flagging, hiding, posting
from community.models import Post

DATA = Path(__file__).parent / "data" / "moderation.json"


def _submission(key: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"rutero-demo/moderation/{key}")


@transaction.atomic
def load_moderation() -> None:
    """What is missing; what is there stays as it is."""
    for row in json.loads(DATA.read_text(encoding="utf-8")):
        # The first post of a thread of the demonstration, by the number that loading.py gave it.
        first = Post.objects.filter(submission=uuid5(NAMESPACE_URL, f"rutero-demo/{row['thread']}/0")).first()
        is_there = Post.objects.filter(submission=_submission(row["key"])).exists()
        if first is not None and not is_there and row["language"] in settings.LANGUAGE_CODES:
            _load(row, first)


def _load(row: dict[str, Any], first: Post) -> None:
    post = posting.reply(
        thread=first.thread,
        author=User.objects.get(email=row["author"]),
        text=row["text"],
        language=row["language"],
        submission=_submission(row["key"]),
        # What has a date was shown elsewhere before; without one, it is held for its link.
        at=timezone.now() - timedelta(days=row["days_ago"]) if row["days_ago"] else None,
    )
    if flag := row.get("flag"):
        by = User.objects.get(email=flag["by"])
        flagging.flag(post=post, by=by, reason=flag["reason"], words=flag["words"])
    if hidden := row.get("hidden"):
        hiding.hide_post(post=post, by=User.objects.get(email=hidden["by"]), reason=hidden["reason"])
