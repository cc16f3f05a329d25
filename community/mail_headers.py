"""What the headers of an old mail say: subject, people, ids, time. Nothing in here trusts a mail to be well made.

Headers are decoded here and not by `email.policy.default`: its parser raises on some broken headers, and turns raw
Thai bytes, which were common, into question marks.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_tz

from community.mail_decoding import decoded
from search.normalising import normalise_name, without_controls

_ENCODED = re.compile(r"=\?[^?\s]+\?[BbQq]\?[^?]*\?=")
_ID = re.compile(r"<([!-;=?-~]{1,250})>")
_ADDRESS = re.compile(r"[^\s<>()\"',;:]+(?:@| at )[^\s<>()\"',;:]+", re.IGNORECASE)
_ZONES = {"ICT": 7, "WIB": 7, "MMT": 6.5, "NPT": 5.75, "IST": 5.5, "PHT": 8, "SGT": 8, "HKT": 8, "JST": 9, "BST": 6}
_ZONE = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d{2})?\s*(?:\([^)]*\))?\s*$")
_PREFIX = re.compile(
    r"^\s*(?:re|fwd?|aw|wg|sv|vs|rif|tr|ref|tb|tl|ct|ตอบ|ตอบกลับ|ส่งต่อ|trả lời|chuyển tiếp|ຕອບ|ຕອບກັບ|ສົ່ງຕໍ່|答复|回复|转发)"
    r"\s*(?:\[\d+\]|\(\d+\)|\*\d+)?\s*[:：]\s*",
    re.IGNORECASE,
)
_TAG = re.compile(r"^\s*(\[[^\]\n]{1,40}\])\s*")
BUDDHIST = 543
_MOST_IDS = 100


def raw_header(message: Message, name: str) -> str:
    """The header as it stands there: bytes that are not ASCII are surrogates."""
    return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def header_text(raw: str, charset: str = "") -> str:
    """A header's text on one line.

    :param charset: what the mail's body is in, for raw bytes
    """
    raw = re.sub(r"\r?\n\s*", " ", raw)
    if not _ENCODED.search(raw):
        return _unescaped(raw, charset)
    raw = re.sub(r"\?=\s+=\?", "?==?", raw)
    made = []
    try:
        pieces = decode_header(raw)
    except Exception:  # what decode_header raises depends on how the word is broken
        return _unescaped(raw, charset)
    # Words of one encoding are joined before they are decoded: programs cut them inside a character.
    for piece, known in pieces:
        if isinstance(piece, str):
            made.append(_unescaped(piece, charset))
        else:
            made.append(decoded(piece, str(known or charset)))
    return " ".join("".join(made).split())


def _unescaped(raw: str, charset: str) -> str:
    try:
        return decoded(raw.encode("ascii", "surrogateescape"), charset)
    except UnicodeEncodeError:
        return without_controls(raw)


def subject_of(text: str) -> tuple[str, bool]:
    """A subject without `Re:` and its kin, and whether there was one.

    :returns: the subject in its one spelling, tags of the list still on it
    """
    is_reply = False
    tag = ""
    while True:
        if found := _PREFIX.match(text):
            is_reply, text = True, text[found.end() :]
        elif not tag and (found := _TAG.match(text)):
            tag, text = found[1] + " ", text[found.end() :]
        elif tag and (found := _TAG.match(text)) and found[1] + " " == tag:
            text = text[found.end() :]
        else:
            return normalise_name(without_controls(tag + text)), is_reply


def tag_of(subject: str) -> str:
    """`[list]` at the start of a subject, or ""."""
    found = _TAG.match(subject)
    return found[1] if found else ""


def ids_in(raw: str) -> list[str]:
    """Message ids in a header, in its order; the first and the last when there are very many."""
    found = list(dict.fromkeys(_ID.findall(raw.encode("ascii", "ignore").decode())))
    return found if len(found) <= _MOST_IDS else [found[0], *found[1 - _MOST_IDS :]]


def sender_of(raw: str, charset: str = "") -> tuple[str, str]:
    """Address (small letters, "" when there is none) and name of a From header, also in the way that Mailman's
    archives write it: `somchai at example.org (สมชาย)`."""
    # Names may hold encoded words: they are decoded after the header was taken apart.
    plain = re.sub(r"\r?\n\s*", " ", raw)
    found = _ADDRESS.search(re.sub(_ENCODED, lambda word: " " * len(word[0]), plain))
    address = re.sub(r" at ", "@", found[0], flags=re.IGNORECASE).strip(".").lower() if found else ""
    rest = plain[: found.start()] + " " + plain[found.end() :] if found else plain
    name = header_text(rest.strip(), charset)
    name = re.sub(r"[<>\"()]", " ", name)
    return address[:254], normalise_name(without_controls(name)).strip("' ,")


def moment_of(*given: str) -> datetime | None:
    """The first of `given` (a Date header, a Received header, a From_ line) that is a time between 1970 and now."""
    now = datetime.now(tz=UTC)
    for raw in given:
        moment = _moment(raw)
        if moment and datetime(1970, 1, 1, tzinfo=UTC) <= moment <= now:
            return moment
    return None


def _moment(raw: str) -> datetime | None:
    raw = " ".join(raw.rpartition(";")[2].encode("ascii", "ignore").decode().split())[:100]
    try:
        parsed = parsedate_tz(raw)
        if parsed is None:
            return None
        year, month, day, hour, minute, second = parsed[:6]
        year = year - BUDDHIST if year > 2400 else year
        moment = datetime(year, month, day, hour, minute, min(second, 59))
        return (moment - timedelta(seconds=_offset(raw, parsed[9]))).replace(tzinfo=UTC)
    except Exception:  # parsedate_tz raises many things, and dates may lie outside of time
        return None


def _offset(raw: str, parsed: int | None) -> float:
    """Seconds east of UTC."""
    if zone := _ZONE.search(raw):
        hours, minutes = int(zone[2]), int(zone[3] or 0)
        if hours <= 14 and minutes < 60:
            return (hours * 3600 + minutes * 60) * (-1 if zone[1] == "-" else 1)
    name = re.search(r"([A-Z]{2,4})\)?\s*$", raw)
    if name and name[1] in _ZONES:
        return _ZONES[name[1]] * 3600
    return parsed if parsed is not None and abs(parsed) <= 14 * 3600 else 0
