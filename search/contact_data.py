"""E-mail addresses and telephone numbers in a text: what nobody is to publish, or keep, of a person here.

The search is wide, so that it errs towards asking the editor; years, dates and amounts written with separators are let
through.
"""

from __future__ import annotations

import re
import unicodedata

from search.normalising import Spelling, normalise

_AT = r"(?:@|\s*[(\[{]\s*(?:at|@)\s*[)\]}]\s*)"
_address = re.compile(rf"[^\s@,;:()\[\]{{}}<>]+{_AT}[^\s@,;:()\[\]{{}}<>]+", re.IGNORECASE)
# Digits with what people put between them; a plus sign or a bracket may come first.
_number = re.compile(r"\+?\(?\d(?:[\s.()/\u2010-\u2015-]{0,3}\d)+")
# 13-21/9/2013, 12.11.2012, 2013-09-21; not where more digits follow or precede.
_date = re.compile(
    r"(?<![\d+(])(?<!\d[\s./-])"
    r"(?:(?:\d{1,2}\s?[\u2010-\u2015-]\s?)?\d{1,2}[./-]\d{1,2}[./-](?:1[89]|2[0-5])\d\d|(?:1[89]|2[0-5])\d\d-\d\d-\d\d)"
    r"(?![\s./-]?\d)"
)
_code = re.compile(r"\b[A-Z]{2}-[A-Z]{2}-\d{4}-\d{3,4}\b")  # of a case
_link = re.compile(r"https?://\S+", re.IGNORECASE)
_chat = re.compile(r"\b(?:wa\.me|api\.whatsapp\.com|line\.me|zalo\.me|t\.me|viber\.click)/\S+", re.IGNORECASE)

_FEWEST_DIGITS = 7  # the shortest national numbers of the region that are not an amount or a year (Nepal, Mongolia)
_FEWEST_WITH_PREFIX = 6  # after 0 or +
_YEARS = range(1800, 2601)  # of both calendars


def _ascii_digits(text: str) -> str:
    """Digits of every script as 0–9, one character for one: `๐๘๑` → `081`."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _is_harmless(number: str) -> bool:
    """Too short, a year or several, an amount."""
    groups = re.findall(r"\d+", number)
    sizes = [len(group) for group in groups]
    is_prefixed = number[0] in "+0" or number.startswith("(0")
    if sum(sizes) < (_FEWEST_WITH_PREFIX if is_prefixed else _FEWEST_DIGITS):
        return True
    if number[0] in "+(":
        return False
    if all(size == 4 and int(group) in _YEARS for size, group in zip(sizes, groups, strict=True)):
        return True
    # 10.000.000; with spaces only as long as no telephone number looks like it.
    marks = set(re.sub(r"\d", "", number))
    in_threes = sizes[0] <= 3 and all(size == 3 for size in sizes[1:]) and not is_prefixed
    return in_threes and (marks == {"."} or (marks == {" "} and sum(sizes) < 9))


def contact_data_in(text: str, *, links_may_hold_numbers: bool = False) -> str:
    """The first e-mail address or telephone number in `text`, as it stands there; "" when there is none.

    :param links_may_hold_numbers: look past long numbers in web addresses (not in those of chat services)
    """
    plain = _ascii_digits(normalise(text))
    for found in (_address.search(plain), _chat.search(plain)):
        if found:
            return found[0].strip()
    if links_may_hold_numbers:
        plain = _link.sub(" ", plain)
    for number in _number.finditer(_date.sub(" ; ", _code.sub(" ; ", plain))):
        if not _is_harmless(number[0]):
            return number[0].strip()
    return ""


def without_contact_data(text: str, mark: str) -> str:
    """`text` with `mark` in place of every e-mail address, chat link and telephone number that `contact_data_in` would
    find, and nothing else changed. Long numbers in web addresses stay."""
    spelling = Spelling(text)
    plain = _ascii_digits(spelling.normal)
    found = [one.span() for pattern in (_address, _chat) for one in pattern.finditer(plain)]
    for harmless in (_link, _code, _date):
        plain = harmless.sub(lambda one: ";" * len(one[0]), plain)  # as long as before: places stay
    found += [one.span() for one in _number.finditer(plain) if not _is_harmless(one[0])]
    done = len(text)
    for start, end in sorted((spelling.span(*span) for span in found), reverse=True):
        if end <= done:
            text = text[:start] + mark + text[end:]
            done = start
    return text
