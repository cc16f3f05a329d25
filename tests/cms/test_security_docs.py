"""docs/security.md and SECURITY.md are no promises on paper: each requirement is answered, each test named exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CHECKLIST = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
THREATS = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
REQUIREMENTS = [
    line.split()[0]
    for line in (Path(__file__).parent / "asvs_5_0_0.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
ANSWERS = ("**tested**", "**built so**", "**deploy**", "**none here**", "**open**")

_row = re.compile(r"^\| (\d+\.\d+\.\d+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
_named = re.compile(r"`(?:tests/)?((?:browser|cms|community|library|people|search)/test_\w+\.py)(?:::(\w+))?`")


@cache
def _tests_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def _named_in(text: str) -> Iterator[tuple[str, str]]:
    for found in _named.finditer(text):
        yield found[1], found[2] or ""


def test_every_requirement_of_both_levels_is_answered_once() -> None:
    rows = _row.findall(CHECKLIST)
    assert [number for number, _answer in rows] == REQUIREMENTS
    for number, answer in rows:
        assert answer.startswith(ANSWERS), number
        if answer.startswith("**tested**") and "there, too" not in answer:
            assert _named.search(answer), number


@pytest.mark.parametrize("text", [CHECKLIST, THREATS], ids=["docs/security.md", "SECURITY.md"])
def test_every_test_that_is_named_is_there(text: str) -> None:
    named = set(_named_in(text))
    assert named
    for file, name in named:
        path = ROOT / "tests" / file
        assert path.exists(), file
        assert not name or name in _tests_in(path), f"{file}::{name}"
