"""Finds the messages of the project: Python modules with Babel's extractor, templates through Django's `templatize`."""

import ast
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path

from babel.messages.extract import extract, extract_python
from django.utils.translation.template import templatize

from cms.catalogues.entries import Entry, Key

# Where the project's own messages are, relative to its folder. Tests have none.
PLACES = ("cms", "community", "people", "library", "search", "privacy", "templates")
SKIPPED_FOLDERS = {"migrations", "__pycache__", "node_modules"}
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg"}
COMMENT_TAGS = ("Translators",)

# The functions of django.utils.translation, with the positions of msgid, plural and context as xgettext counts them.
KEYWORDS: Mapping[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
QUOTED = r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"""


class ExtractionError(Exception):
    """A file whose messages cannot be read; the text names the file and the reason."""


@dataclass(kw_only=True)
class Messages:
    """The messages of a project. `conflicts`: file, and a sentence on a message gettext could not tell from another."""

    entries: dict[Key, Entry] = field(default_factory=dict)
    conflicts: list[tuple[str, str]] = field(default_factory=list)


def messages_of_python(source: str) -> Iterator[Entry]:
    """The messages of one module, without the files they are in."""
    file = BytesIO(source.encode())
    found = extract(extract_python, file, keywords=KEYWORDS, comment_tags=COMMENT_TAGS)  # type: ignore[arg-type]
    for _line, ids, comments, context in found:
        msgid, plural = (ids, None) if isinstance(ids, str) else ids[:2]
        yield Entry(msgid=msgid, plural=plural, context=context, comments_from_code=tuple(comments))


def messages_of_template(source: str) -> Iterator[Entry]:
    """The messages of one Django template. Raises SyntaxError for a translation block that holds other block tags."""
    return messages_of_python(_as_python(source))


def messages_of(file: Path) -> Iterator[Entry]:
    """The messages of a module or a template. Raises ExtractionError, naming the file, for one that cannot be read."""
    try:
        source = file.read_text(encoding="utf-8")
        if file.suffix == ".py":
            yield from messages_of_python(source)
        else:
            yield from messages_of_template(source)
    except (SyntaxError, UnicodeDecodeError, tokenize.TokenError) as error:
        raise ExtractionError(f"{file}: its messages cannot be read: {error}") from error


def source_files(root: Path, places: Iterable[str] = PLACES) -> Iterator[Path]:
    """Modules, and the templates in a folder called `templates`, below `root`'s places, in a stable order."""
    for place in places:
        start = root / place
        files = [start] if start.is_file() else sorted(start.rglob("*"))
        for file in files:
            parts = file.relative_to(root).parts
            if SKIPPED_FOLDERS.intersection(parts):
                continue
            is_template = "templates" in parts and file.suffix in TEMPLATE_SUFFIXES
            if (file.suffix == ".py" or is_template) and file.is_file():
                yield file


def extract_messages(root: Path, places: Iterable[str] = PLACES) -> Messages:
    """Every message below `root`'s places, each with the files it is in (relative to `root`, with slashes)."""
    messages = Messages()
    for file in source_files(root, places):
        name = file.relative_to(root).as_posix()
        for entry in messages_of(file):
            entry.files = (name,)
            _add(messages, entry)
    return messages


def misuses_of_python(source: str) -> Iterator[tuple[int, str]]:
    """Line and sentence for each call that gettext cannot find: text put together, or a call inside an f-string.

    Python 3.11 hides a call inside an f-string from every extractor; later versions do not, so catalogues would
    differ from machine to machine.
    """
    in_f_string: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            in_f_string.update(id(child) for child in ast.walk(node))
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in KEYWORDS:
            continue
        if id(node) in in_f_string:
            yield node.lineno, f"{name}() inside an f-string: call it outside and put the result in"
        if any(_is_put_together(argument) for argument in node.args[: len(KEYWORDS[name] or (1,))]):
            yield node.lineno, f"{name}() of a text put together: mark the plain text, put the values in afterwards"


def _is_put_together(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return not isinstance(node.op, ast.Add) or _is_put_together(node.left) or _is_put_together(node.right)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    return isinstance(node, ast.JoinedStr)


def _add(messages: Messages, entry: Entry) -> None:
    known = messages.entries.setdefault(entry.key, entry)
    if known is entry:
        return
    if known.plural is None:
        # gettext() of a message with a plural finds its first form, so one entry serves both.
        known.plural = entry.plural
    elif entry.plural not in (None, known.plural):
        text = f"{entry.msgid!r} has the plural {entry.plural!r} here and {known.plural!r} in {', '.join(known.files)}"
        messages.conflicts.append((entry.files[0], text))
    known.files = tuple(sorted({*known.files, *entry.files}))
    known.comments_from_code = tuple(dict.fromkeys(known.comments_from_code + entry.comments_from_code))


def _as_python(source: str) -> str:
    """A template as lines of calls that Python's tokenizer, and so Babel's extractor, reads.

    `templatize` keeps the white space of the template, of which Python knows only some kinds, and in front of a line
    only in blocks. It copies a filter's argument as it stands, so a text with a pipe in it would leave a quote open.
    """
    # A translators' comment ends with its line; what follows it on the same line would be swallowed.
    source = re.sub(r"(\{%\s*endcomment\s*%\})", r"\1\n", source)
    lines = []
    for raw in templatize(source).split("\n"):
        line = re.sub(rf"({QUOTED})|\s", lambda match: match[1] or " ", raw).strip()
        if not line.startswith("#"):
            _check_line(line)
        if line:  # a comment belongs to the message after it, blank lines between or not
            lines.append(line)
    return "\n".join(lines)


def _check_line(line: str) -> None:
    depth = 0
    try:
        for token in tokenize.generate_tokens(StringIO(line).readline):
            if token.type == tokenize.ERRORTOKEN:
                raise SyntaxError(f"in {line!r}")
            depth += (token.string == "(") - (token.string == ")")
    except tokenize.TokenError as error:
        raise SyntaxError(f"in {line!r}") from error
    if depth:
        raise SyntaxError(f"in {line!r}")
