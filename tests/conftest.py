"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command


def pytest_configure(config: pytest.Config) -> None:
    """Catalogues are built, not committed: build them for whoever starts pytest by hand."""
    if not hasattr(config, "workerinput"):
        call_command("catalogues", "compile", verbosity=0)


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> None:
    """Each test has its own search index."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"


@pytest.fixture
def outline(db: None) -> None:
    """The pages every site has, in every language."""
    from cms.outline import ensure_outline

    ensure_outline()
