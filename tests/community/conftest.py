"""What tests of communities may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from community import events


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What was said of members since the test began, as words of `events.member_changed`."""
    words: list[str] = []

    def hear(what: str, **_rest: Any) -> None:
        words.append(what)

    events.member_changed.connect(hear, dispatch_uid="heard in a test")
    yield words
    events.member_changed.disconnect(dispatch_uid="heard in a test")
