"""The demonstration's letters, shown instead of sent. Only in the demonstration's and development's settings."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

MOST = 50


def _read(path: Path) -> dict[str, Any]:
    message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return {
        "name": path.name,
        "subject": message.get("Subject", ""),
        "recipient": message.get("To", ""),
        "at": datetime.fromtimestamp(path.stat().st_mtime, tz=UTC),
        "text": body.get_content() if body else "",
    }


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The newest letters first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.eml"), reverse=True)
    return render(request, "cms/demo_mail.html", {"letters": [_read(path) for path in files[:MOST]]})


@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    folder = Path(settings.EMAIL_FILE_PATH)
    known = {path.name: path for path in folder.glob("*.eml")}
    if name not in known:
        raise Http404
    return render(request, "cms/demo_letter.html", {"letter": _read(known[name])})
