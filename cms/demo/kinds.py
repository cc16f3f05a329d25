"""The demonstration's tags, answered questions and e-discussion. What somebody changed since stays as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.models import User
from community import accepting, discussing, posting, tagging
from community.models import Community, Post, Thread

DATA = Path(__file__).parent / "data" / "kinds.json"


@transaction.atomic
def load_kinds(communities: dict[str, Community], people: dict[str, Any], submission: Callable[..., Any]) -> None:
    """:param submission: `(key of the thread, number of the post)` → the number it was sent with"""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    for key, names in data["tags"].items():
        first = _post(submission(key, 0))
        if first and not first.thread.tag_names and first.thread.author:
            tagging.change_tags(thread=first.thread, by=first.thread.author, tags=names)
    for key, number in data["answers"].items():
        answer = _post(submission(key, number))
        if answer and answer.thread.kind == Thread.Kind.DISCUSSION and answer.thread.author:
            answer.thread.kind = Thread.Kind.QUESTION
            answer.thread.save(update_fields=["kind"])
            accepting.accept(post=answer, by=answer.thread.author)
    for row in data["e_discussions"]:
        if row["language"] in settings.LANGUAGE_CODES and _post(submission(row["key"], 0)) is None:
            _e_discussion(row, communities[row["community"]], people, submission)


def _post(number: Any) -> Post | None:
    return Post.objects.filter(submission=number).select_related("thread__community", "thread__author").first()


def _e_discussion(row: dict[str, Any], community: Community, people: dict[str, Any], submission: Any) -> None:
    leader = User.objects.get(email=row["leader"])
    people = people | {row["leader"]: leader}
    now = timezone.now()
    thread = None
    for number, post in enumerate(row["posts"]):
        if post["language"] not in settings.LANGUAGE_CODES:
            continue
        common = {
            "author": people[post["author"]],
            "text": post["text"],
            "language": post["language"],
            "submission": submission(row["key"], number),
            # A little after it opened: the first post comes with the opening.
            "at": now - timedelta(days=post["days_ago"], minutes=-7 * number),
        }
        if thread is None:
            thread = discussing.start_e_discussion(
                community=community,
                title=row["title"],
                opens_at=now - timedelta(days=row["opened_days_ago"]),
                closes_at=now + timedelta(days=row["closes_in_days"]),
                background=row["background"],
                questions=row["questions"],
                tags=row["tags"],
                **common,
            )
            continue
        written = posting.reply(thread=thread, **common)
        if post.get("role"):
            discussing.mark(post=written, by=leader, role=post["role"])
