"""What a question is looked for with in other languages."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .expansion import Expansion


def expansions(
    q: str, *, language: str, into: Sequence[str], without: Collection[str] = ()
) -> tuple[Expansion, ...]:
    """The same as `q`, which is in `language`, in the languages `into`; not what the reader took away (`without`)."""
    return ()
