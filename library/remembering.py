"""What is asked often while one request is answered, asked once. Tasks and commands live longer and ask each time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Value = TypeVar("Value")
_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("what this request has asked", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """In here `remembered` asks once. A middleware puts each request in."""
    before = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(before)


def remembered(key: Hashable, ask: Callable[[], Value]) -> Value:
    """What `ask()` says, or said earlier in this request."""
    memory = _memory.get()
    if memory is None:
        return ask()
    if key not in memory:
        memory[key] = ask()
    return memory[key]


def forget(key: Hashable) -> None:
    """It changed: ask again."""
    memory = _memory.get()
    if memory is not None:
        memory.pop(key, None)
