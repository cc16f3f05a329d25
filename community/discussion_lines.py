"""One line of `import_discussions` (docs/api.md): JSON text → a checked thread, nothing of the database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from community.importing import LONGEST_ID, LONGEST_NAME, PostRead, ThreadRead
from community.models import Thread
from community.models.post import MAX_TEXT
from community.models.thread import MAX_TITLE
from library.lines import Problem, Reader

MAX_LINE = 20_000_000  # bytes
_FIELDS = {"community", "title", "kind", "language", "is_locked", "posts"}
_POST_FIELDS = {"id", "at", "author", "text", "language"}


def read_line(raw: bytes, line: int) -> ThreadRead | list[Problem]:
    """Check one line; everything that is wrong with it is said at once.

    :param raw: the line's bytes, with or without its line end
    :param line: its number, from 1
    """
    if len(raw) > MAX_LINE:
        return [Problem(line, "", _("is longer than %(most)s bytes") % {"most": MAX_LINE})]
    try:
        data = json.loads(raw.decode("utf-8-sig" if line == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        return [Problem(line, "", _("is not UTF-8 (byte %(position)s)") % {"position": error.start + 1})]
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        return [Problem(line, "", _("is not a JSON object"))]
    reader = Reader(line, data)
    _no_others(reader, data, _FIELDS, "")
    community = reader.text("community", longest=60, required=True)
    title = reader.text("title", longest=MAX_TITLE, required=True)
    kind = reader.text("kind", longest=20) or Thread.Kind.DISCUSSION
    if kind not in Thread.Kind.values:
        reader.wrong("kind", _("unknown kind %(kind)s") % {"kind": kind})
    is_locked = data.get("is_locked", False)
    if not isinstance(is_locked, bool):
        reader.wrong("is_locked", _("must be true or false"))
    given = data.get("posts")
    if not isinstance(given, list) or not given:
        reader.wrong("posts", _("must be a list with at least one post"))
        given = []
    posts = [_post(reader, one, f"posts[{number}]") for number, one in enumerate(given)]
    language = _language(reader, data, "language")
    ids = [post.external_id for post in posts if post]
    if len(set(ids)) < len(ids):
        reader.wrong("posts", _("two posts have the same id"))
    if reader.problems:
        return reader.problems
    return ThreadRead(
        line=line,
        community=community or "",
        title=title or "",
        posts=[post for post in posts if post],
        kind=kind,
        language=language,
        is_locked=is_locked,
    )


def _no_others(reader: Reader, data: dict[str, Any], known: set[str], where: str) -> None:
    for name in sorted(set(data) - known):
        reader.wrong(f"{where}{name[:40]}", _("there is no such field"))


def _language(reader: Reader, data: dict[str, Any], where: str) -> str:
    code = reader.text(where, longest=20, value=data.get("language")) or ""
    if code and code not in settings.LANGUAGE_CODES:
        reader.wrong(
            where,
            _("unknown language %(code)s; this site has %(known)s")
            % {"code": code, "known": ", ".join(settings.LANGUAGE_CODES)},
        )
    return code


def _post(reader: Reader, data: Any, where: str) -> PostRead | None:
    if not isinstance(data, dict):
        reader.wrong(where, _("is not a JSON object"))
        return None
    _no_others(reader, data, _POST_FIELDS, f"{where}.")
    external_id = data.get("id")
    if isinstance(external_id, int) and not isinstance(external_id, bool):
        external_id = str(external_id)
    external_id = reader.text(f"{where}.id", longest=LONGEST_ID, required=True, value=external_id)
    text = reader.text(f"{where}.text", longest=MAX_TEXT, required=True, value=data.get("text"))
    author = data.get("author") or {}
    if not isinstance(author, dict):
        reader.wrong(f"{where}.author", _("must be an object with name and email"))
        author = {}
    _no_others(reader, author, {"name", "email"}, f"{where}.author.")
    return PostRead(
        external_id=external_id or "",
        at=_moment(reader, data.get("at"), f"{where}.at"),
        text=text or "",
        email=reader.text(f"{where}.author.email", longest=254, value=author.get("email")) or "",
        name=reader.text(f"{where}.author.name", longest=LONGEST_NAME, value=author.get("name")) or "",
        language=_language(reader, data, f"{where}.language") if "language" in data else "",
    )


def _moment(reader: Reader, given: Any, where: str) -> datetime:
    """UTC unless it says otherwise."""
    try:
        moment = parse_datetime(given) if isinstance(given, str) else None
        if moment is not None:
            return (moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    reader.wrong(where, _("must be a time like 2012-11-20T08:30:00+07:00"))
    return datetime.now(tz=UTC)
