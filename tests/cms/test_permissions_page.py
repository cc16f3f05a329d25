"""`docs/permissions.md` says what the rules of the code say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cms import permissions
from tests.factories.world import world

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"


@pytest.mark.django_db
@pytest.mark.usefixtures("outline")
def test_the_page_about_permissions_is_what_the_rules_say() -> None:
    site = world()
    text = permissions.written(site.people, site)
    if os.environ.get("WRITE_PERMISSIONS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text
