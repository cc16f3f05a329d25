"""Characters that no page, feed or database should be asked to keep."""

from __future__ import annotations

import re

# NUL and the other C0 and C1 controls, lone surrogates; line ends and tabs are text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def unprintable(text: str) -> str | None:
    """The first control character of `text` as `U+0000`, or None."""
    found = _UNPRINTABLE.search(text)
    return f"U+{ord(found.group()):04X}" if found else None
