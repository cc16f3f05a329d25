"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import translation


def pytest_configure(config: pytest.Config) -> None:
    """Catalogues are built, not committed: build them for whoever starts pytest by hand."""
    if not hasattr(config, "workerinput"):
        call_command("catalogues", "compile", verbosity=0)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only", action="store_true", help="leave out the tests that ask no database: they ran on another one"
    )


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test with transactions of its own empties the database behind it. Unless it says `serialized_rollback`, Django
    makes the content types anew, with other numbers, and every later one of its kind fails instead of it."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction") and not marker.kwargs.get("serialized_rollback"):
            raise pytest.UsageError(f"{item.nodeid}: transaction=True needs serialized_rollback=True")
    if config.getoption("database_only"):
        left_out = [item for item in items if not _asks_a_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _asks_a_database(item)]


@pytest.fixture(autouse=True)
def own_installation(settings: Any, tmp_path: Path) -> None:
    """Each test has its own search index, and the site's mail backend (Django's test runner puts in another)."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    settings.EMAIL_BACKEND = "community.mailing.QueuedEmailBackend"
    cache.clear()
    translation.activate("en")  # a request of the test before left its own


@pytest.fixture
def outline(db: None) -> None:
    """The pages every site has, in every language."""
    from search import changes
    from tests import outline

    outline.ensure()
    changes.drain(wait=True)
