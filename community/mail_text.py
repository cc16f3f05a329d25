"""The words of one message of a mailing list, as Markdown: what its writer said, without what the mail programs added.

Taken off: the whole earlier message below an answer, signatures, the list's footer. Of the first is said how much it
was. E-mail addresses and telephone numbers are masked. Nothing else is left out silently.
"""

from __future__ import annotations

import re
from email.message import Message

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.mail_decoding import decoded
from community.mail_headers import header_text
from community.models.post import MAX_TEXT
from library.contact_data import without_contact_data
from library.sections import to_text
from search.normalising import without_controls

_DEEPEST = 100  # parts inside parts

_FOOTER = re.compile(
    r"^(?:_{20,}\s*\n.{0,200}mailing list\s*$|-{2,}~-{2,}|You received this message because you are subscribed to"
    r"|To unsubscribe from this group|__._,_.___)",
    re.MULTILINE | re.IGNORECASE,
)
# What stands above an earlier message: in our languages, and of Outlook.
_SAID = re.compile(
    r"^(?:On\b.{4,200}\bwrote\s*:|.{0,200}(?:เขียนว่า|เขียน)\s*[:：]|(?:Vào|Ngày)\b.{4,200}(?:đã viết|viết)\s*:"
    r"|.{0,200}ຂຽນ(?:ວ່າ)?\s*[:：]|Le\b.{4,200}a écrit\s*:)\s*$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"^[ \t]*-{3,}[ \t]*(?:Original Message|Forwarded message|ข้อความต้นฉบับ|ข้อความเดิม|Thư gốc|Tin nhắn gốc"
    r"|ຂໍ້ຄວາມຕົ້ນສະບັບ)\s*-{3,}\s*$"
    r"|^_{30,}\s*$(?=\n(?:From|จาก|Từ|ຈາກ)\s*:)",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_LONGEST_SIGNATURE = 15  # lines
_LONGEST_QUOTE = 12  # lines that are kept of a quote between two parts of an answer
_DEEPEST_QUOTE = 3
_NO_TEXT = re.compile(r"[!-~]{400,}")  # base64, uuencoded files
_RULE = re.compile(r"^\s*(?:[-=_*~#+]\s*){3,}$")
_MARKDOWN = re.compile(r"([\\`*_\[\]~<>&#|])")
_QUOTED = re.compile(r"^((?:\s?>)+) ?")
_FILLED = 60  # characters: a line of at least so many went on in the next one


def _parts(message: Message, depth: int = 0) -> list[Message]:
    """The leaves, without looking into messages that are attached."""
    if message.get_content_maintype() == "multipart" and isinstance(message.get_payload(), list):
        if depth > _DEEPEST:
            return []
        inner = [part for part in message.get_payload() if isinstance(part, Message)]
        return [leaf for part in inner for leaf in _parts(part, depth + 1)]
    return [message]


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return decoded(payload, _charset(part))
    return ""


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except (LookupError, UnicodeError, ValueError):
        return ""


def _filename(part: Message) -> str:
    try:
        return " ".join(without_controls(header_text(str(part.get_filename() or ""))).split())[:100]
    except (LookupError, UnicodeError, ValueError):
        return ""


def _bytes(part: Message) -> bytes:
    """What a part holds; nothing when its encoding is broken."""
    try:
        content = part.get_payload(decode=True)
    except (LookupError, UnicodeError, ValueError, AssertionError):
        return b""
    return content if isinstance(content, bytes) else b""


def words_of(message: Message) -> tuple[str, list[tuple[str, bytes]]]:
    """The message's text, as it stands there, and the files that came with it: names and contents."""
    plain, html, files = "", "", []
    for part in _parts(message):
        kind = part.get_content_type()
        name = _filename(part)
        is_text = kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment"
        if is_text and not name:
            content = _content(part)
            if kind == "text/plain":
                plain = f"{plain}\n\n{content}".strip("\n") if content.strip() else plain
            else:
                html = html or content
        elif name or part.get_content_maintype() != "text":
            files.append((name or kind, _bytes(part)))
    return (plain if plain.strip() else from_html(html)), files


def from_html(html: str) -> str:
    """HTML of a mail → plain text; what it quotes gets a `>` before each line."""
    if not html.strip():
        return ""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup(["style", "script", "head", "title"]):
        tag.decompose()
    for quote in reversed(soup.find_all("blockquote")):  # the inmost first
        lines = to_text(quote.decode_contents()).splitlines()
        quote.name = "p"
        quote.string = "\n".join(f"> {line}" for line in lines)
    for cell in soup.find_all("div"):
        if not cell.find(["div", "p", "table", "ul", "ol"]):
            cell.name = "p"
    return to_text(str(soup))


def markdown_of(text: str, files: list[str]) -> str:
    """What a post has of a message. Notes are in the language that is active.

    :param text: see `words_of`
    :param files: names of files, which are listed
    """
    text = without_controls(text).replace("\u2028", "\n").replace("\u2029", "\n")
    text = _NO_TEXT.sub("[…]", text).replace("\t", " ")
    if footer := _FOOTER.search(text):
        text = text[: footer.start()]
    own, quoted = _own_words(text)
    notes = []
    if quoted:
        notes.append(
            ngettext(
                "%(count)s line of the earlier message is left out.",
                "%(count)s lines of the earlier message are left out.",
                quoted,
            )
            % {"count": quoted}
        )
    if files:
        names = ", ".join(without_contact_data(name, contact_mark()) for name in files[:20])
        notes.append(_("Files in the archive, not here: %(names)s") % {"names": names})
    body = _as_markdown(without_contact_data(own, contact_mark()))
    if not body and not notes:
        notes.append(_("This message has no text."))
    end = "\n\n".join("*(" + _MARKDOWN.sub(r"\\\1", note) + ")*" for note in notes)
    return "\n\n".join(part for part in (_shortened(body, end), end) if part)


def contact_mark() -> str:
    """What stands in place of an address or a number."""
    return _("[contact left out]")


def _shortened(body: str, end: str) -> str:
    most = MAX_TEXT - len(end.encode()) - 500
    if len(body.encode()) <= most:
        return body
    cut = body.encode()[:most].decode(errors="ignore").rpartition("\n")[0] or body[: most // 4]
    return cut + "\n\n*(" + _("The rest of this long message is left out.") + ")*"


def own_words(text: str) -> str:
    """What the writer said themself, to tell its language; the whole when they only quoted."""
    own = _own_words(without_controls(text))[0]
    return "\n".join(line for line in own.splitlines() if not _QUOTED.match(line)).strip() or text


def _own_words(text: str) -> tuple[str, int]:
    """Without the earlier message at the end and the signature; and how many lines of the earlier message went."""
    lines_left_out = 0
    if (below := _BELOW.search(text)) and text[: below.start()].strip():
        lines_left_out = _count(text[below.end() :].splitlines())
        text = text[: below.start()]
    lines = text.rstrip().splitlines()
    last = len(lines)
    while last and (not lines[last - 1].strip() or _QUOTED.match(lines[last - 1])):
        last -= 1
    tail = lines[last:]
    if any(_QUOTED.match(line) for line in tail):
        introduced = last
        # "On … wrote:" may go over two lines.
        for size in (1, 2):
            if last >= size and _SAID.match(" ".join(line.strip() for line in lines[last - size : last])):
                introduced = last - size
                break
        if any(line.strip() for line in lines[:introduced]):
            lines_left_out += _count(tail)
            lines = lines[:introduced]
    text = "\n".join(lines)
    for signature in list(_SIGNATURE.finditer(text))[-1:]:
        if text[signature.end() :].count("\n") <= _LONGEST_SIGNATURE and text[: signature.start()].strip():
            text = text[: signature.start()]
    return text.strip("\n"), lines_left_out


def _count(lines: list[str]) -> int:
    return sum(1 for line in lines if line.strip(" >\t"))


def _as_markdown(text: str) -> str:
    """Plain text with its quotes; characters that mean something in Markdown are themselves, lines that a mail program
    broke are whole again."""
    made: list[str] = []
    run = 0  # lines of the quote that is being read
    last = ""
    for raw in text.splitlines():
        quote = _QUOTED.match(raw)
        depth = min(quote[1].count(">"), _DEEPEST_QUOTE) if quote else 0
        line = (raw[quote.end() :] if quote else raw).strip()
        before = "> " * depth
        run = run + 1 if depth else 0
        if run > _LONGEST_QUOTE:
            if run == _LONGEST_QUOTE + 1:
                made.append("> […]")
            last = ""
            continue
        if _RULE.match(line):
            line = ""
        shown = _escaped(line)
        goes_on = _FILLED <= len(last) <= 2 * _FILLED and line and not re.match(r"[-*•–\d(]", line)
        if goes_on and made and _depth(made[-1]) == depth:
            made[-1] += " " + shown
        else:
            if made and made[-1] and _depth(made[-1]) != depth:
                made.append("")  # else Markdown would take the next paragraph into the quote
            made.append((before + shown).rstrip())
        last = line
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(made))
    return joined.strip("\n")


def _depth(line: str) -> int:
    return len(re.match(r"(?:> ?)*", line)[0].replace(" ", ""))  # type: ignore[index]


def _escaped(line: str) -> str:
    bullet = re.match(r"([*•–]) +(?=\S)", line)
    if bullet:
        return "- " + _MARKDOWN.sub(r"\\\1", line[bullet.end() :])
    return _MARKDOWN.sub(r"\\\1", line)
