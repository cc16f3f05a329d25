"""Bytes of old mails → text. Many say nothing of their encoding, or something wrong."""

from __future__ import annotations

import re
import unicodedata

_THAI = re.compile(rb"[\xa1-\xda\xdf-\xfb]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]")
_CODECS = {
    # Supersets of what was declared: mail programs called Windows' own tables by the standard's name.
    "tis-620": "cp874", "tis620": "cp874", "iso-8859-11": "cp874", "windows-874": "cp874", "x-windows-874": "cp874",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "windows-1258": "cp1258",
    "x-windows-1258": "cp1258", "gb2312": "gb18030", "ks_c_5601-1987": "cp949",
}  # fmt: skip
_WITH_STATES = {"utf-7", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "utf-16", "utf-16le", "utf-16be", "utf-32"}


def decoded(raw: bytes, charset: str = "") -> str:
    """Bytes of a mail as text, whatever it says of itself; characters that cannot be read become U+FFFD."""
    charset = charset.strip().lower()
    if charset in _WITH_STATES:
        codec = charset
    elif not _NOT_ASCII.search(raw):
        return raw.decode("ascii")
    else:
        try:
            return raw.decode("utf-8")  # text in another encoding is almost never valid UTF-8 by chance
        except UnicodeDecodeError:
            codec = _CODECS.get(charset, charset)
        if codec in {"", "cp1252", "utf-8", "utf8", "unknown-8bit", "x-unknown"} and _looks_thai(raw):
            codec = "cp874"
    try:
        text = raw.decode(codec or "cp1252", "replace")
    except (LookupError, ValueError, UnicodeError):
        text = raw.decode("cp1252", "replace")
    return unicodedata.normalize("NFC", text)  # cp1258 has the tones of Vietnamese apart


def _looks_thai(raw: bytes) -> bool:
    high = _NOT_ASCII.findall(raw)
    thai = _THAI.findall(raw)
    return len(high) * 3 > len(_LETTERS.findall(raw)) and len(thai) * 20 >= len(high) * 19
