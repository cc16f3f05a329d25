"""What stands on a person's page beside what they tell of themselves: rooms above this one add their part.

One page a person, so that a name leads to one place: what they tell first, then what they did on the site.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Section:
    """`template` is included with `section`: this context."""

    template: str
    context: dict[str, Any]


Builder = Callable[[HttpRequest, Any], Section | None]
"""`build(request, person)`: what this reader may see of it; None when that is nothing."""
_builders: list[Builder] = []


def add_section(build: Builder) -> None:
    """In an app's `ready()`. Whoever may see a section learns the person's name from the page."""
    if build not in _builders:
        _builders.append(build)


def sections_for(request: HttpRequest, person: Any) -> list[Section]:
    return [section for build in _builders if (section := build(request, person)) is not None]
