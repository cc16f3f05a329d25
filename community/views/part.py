"""What one capability adds to a thread's page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from community.models import Post, Thread


@dataclass(slots=True)
class Part:
    """`context` is for the page; `of_posts` (id of a post → what is added to its card) for `parts/post.html`."""

    context: dict[str, Any] = field(default_factory=dict)
    of_posts: dict[int, dict[str, Any]] = field(default_factory=dict)


Builder = Callable[[HttpRequest, Thread, Sequence[Post]], Part]
