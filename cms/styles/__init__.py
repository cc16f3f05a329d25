"""The stylesheet: one source file a part in this folder, served as one file, `css/site.css`.

No build tool: the finder joins the sources in the order of `SOURCES` whenever somebody looks for the file
(`runserver`, WhiteNoise, `collectstatic`), so a changed source is there on the next reload. Why: see
`docs/decisions/0006-one-stylesheet-from-one-file-a-part.md`.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

FOLDER = Path(__file__).resolve().parent
SERVED_AS = "css/site.css"
# The cascade reads downwards: what is general first, one part after the other, paper last.
SOURCES = (
    "tokens",
    "fonts",
    "base",
    "type",
    "layout",
    "icon",
    "button",
    "form",
    "notice",
    "header",
    "suggestions",
    "language-menu",
    "footer",
    "breadcrumb",
    "hero",
    "picture",
    "case-card",
    "search-result",
    "search-page",
    "related",
    "thread-row",
    "thread-kinds",
    "person-chip",
    "directory",
    "person",
    "members",
    "post",
    "moderation",
    "folded-post",
    "writing",
    "post-files",
    "marks",
    "following",
    "facet-panel",
    "pagination",
    "empty-state",
    "tabs",
    "secret",
    "progress-stepper",
    "evidence-badge",
    "badges",
    "case-template",
    "privacy",
    "timeline",
    "lineage",
    "lineage-tree",
    "using",
    "country-list",
    "map",
    "truth",
    "account",
    "account-menu",
    "print",
)


def stylesheet() -> str:
    """The whole stylesheet. Comments and indentation stay in the sources: readers pay for every byte."""
    joined = "\n".join((FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in SOURCES)
    without_comments = re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL)
    return "\n".join(line.strip() for line in without_comments.splitlines() if line.strip()) + "\n"


def build(folder: Path) -> Path:
    """Bring `folder/css/site.css` up to date and return its path.

    Written only when the text changed, and in one move, so that two servers may build at the same time.
    """
    target = folder / SERVED_AS
    text = stylesheet()
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as draft:
        draft.write(text)
    Path(draft.name).chmod(0o644)
    os.replace(draft.name, target)
    return target


class StylesheetFinder(BaseFinder):
    """Finds one file, `css/site.css`, built from the sources beside this module.

    It lies in the data folder, in a `static/css` depth of its own, and refers to fonts as `../fonts/…`: those are
    found by their own finder, and by `ManifestStaticFilesStorage` once both are collected.
    """

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.DATA_DIR) / "styles"
        self.storage = FileSystemStorage(location=self.folder)
        self.storage.prefix = ""  # type: ignore[attr-defined]

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        there = {path.stem for path in FOLDER.glob("*.css")}
        problems = [(name, "is listed but not there") for name in SOURCES if name not in there]
        problems += [(name, "is there but not listed") for name in sorted(there - set(SOURCES))]
        return [
            Error(f"cms/styles/{name}.css {what}.", hint="Mend SOURCES in cms/styles/__init__.py.", id="cms.E006")
            for name, what in problems
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The built file's absolute path for `css/site.css`; nothing for any other path."""
        find_all = find_all or kwargs.get("all", False)
        if path != SERVED_AS:
            return []
        built = str(build(self.folder))
        return [built] if find_all else built

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """What `collectstatic` takes from here."""
        build(self.folder)
        yield SERVED_AS, self.storage
