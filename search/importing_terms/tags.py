"""Language tags of files (BCP 47, RFC 5646) and the language codes of a site."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from babel.core import get_global


@lru_cache(maxsize=4096)
def _base(tag: str) -> str:
    """The tag with the two-letter code where there is one: `lao` → `lo`, `zho-hans` → `zh-hans`."""
    first, *rest = tag.split("-")
    alias = get_global("language_aliases").get(first, first).lower().split("_")[0]
    return "-".join([alias, *rest])


@lru_cache(maxsize=4096)
def _script(tag: str) -> str:
    """`zh`, `zh-cn` → `hans`; `zh-tw` → `hant`; "" where CLDR does not know."""
    parts = tag.split("-")
    named = next((part for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    if named:
        return named
    region = next((part.upper() for part in parts[1:] if len(part) == 2), "")
    likely = get_global("likely_subtags")
    full = likely.get("_".join(filter(None, [parts[0], region]))) or likely.get(parts[0]) or ""
    return next((part.lower() for part in full.split("_") if len(part) == 4), "")


@lru_cache(maxsize=4096)
def _language_for(tag: str, wanted: tuple[str, ...]) -> str | None:
    plain = _base(tag.strip().lower().replace("_", "-").split("-x-")[0])
    parts = plain.split("-")
    for length in range(len(parts), 0, -1):
        if (code := "-".join(parts[:length])) in wanted:
            return code
    return next((code for code in wanted if code.split("-")[0] == parts[0] and _script(code) == _script(plain)), None)


def language_for(tag: str, wanted: Sequence[str]) -> str | None:
    """Which of the `wanted` language codes a tag stands for, or None.

    The code itself (`zh-Hans` → `zh-hans`); what is left without the last parts (`pt-BR` → `pt`, `lo-LA` → `lo`); the
    two-letter code of a three-letter one (`tha` → `th`); a code of the same language and script (`zh`, `zh-CN` →
    `zh-hans`).
    """
    return _language_for(tag, tuple(wanted)) if tag.strip() else None
