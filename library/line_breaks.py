"""Where lines may break in scripts that put no space between words: the words that search sees, with U+200B between.

For output only, never for what is stored: U+200B inside a stored word would make another word of it. Browsers break
Thai by a dictionary of their own, as does Pango, which draws our PDFs; neither is sure to have one for Lao, Khmer and
Burmese.
"""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString

from search.analysis import tokens

BREAK = "\u200b"
_NEEDS_BREAKS = "\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"
_needs_breaks = re.compile(f"[{_NEEDS_BREAKS}]")
_run = re.compile(f"[{_NEEDS_BREAKS}]+")
_LANGUAGES = (("\u0e80", "\u0eff", "lo"), ("\u1780", "\u19ff", "km"))
_AS_IT_IS = ["script", "style", "pre", "code", "textarea"]


def _language(character: str) -> str:
    return next((code for first, last, code in _LANGUAGES if first <= character <= last), "my")


def with_breaks(text: str) -> str:
    """`text` with U+200B between the words of its Lao, Khmer and Burmese runs; anything else unchanged."""
    return _run.sub(lambda run: _broken(run[0]), text)


def _broken(run: str) -> str:
    starts = [token.start for token in tokens(run, _language(run[0])) if token.start]
    parts = [run[first:last] for first, last in zip([0, *starts], [*starts, len(run)], strict=True)]
    return BREAK.join(part for part in parts if part)


def html_with_breaks(html: str) -> str:
    """HTML with the texts in it as `with_breaks` gives them; attributes, code and scripts unchanged."""
    if not _needs_breaks.search(html):
        return html
    soup: Any = BeautifulSoup(html, "html.parser")
    for string in soup.find_all(string=_needs_breaks):
        if not isinstance(string, PreformattedString) and not string.find_parent(_AS_IT_IS):
            string.replace_with(NavigableString(with_breaks(str(string))))
    return str(soup)
