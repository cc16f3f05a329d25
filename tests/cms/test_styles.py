"""The stylesheet is one small file, whole wherever it is served from."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from cms import styles

BUDGET = 14_000  # bytes, gzip: with a page's HTML and scripts it stays well under 25 kB


@pytest.fixture
def finder(tmp_path: Path) -> styles.StylesheetFinder:
    with override_settings(DATA_DIR=tmp_path):
        return styles.StylesheetFinder()


def test_the_sources_are_joined_in_their_order() -> None:
    text = styles.stylesheet()
    assert text.index("--ground") < text.index(".case-card") < text.index("@media print")


def test_every_source_is_listed(finder: styles.StylesheetFinder) -> None:
    assert finder.check() == []


def test_a_source_that_is_not_listed_is_an_error(
    finder: styles.StylesheetFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(styles, "SOURCES", (*styles.SOURCES[1:], "nowhere"))
    assert [error.msg for error in finder.check()] == [
        "cms/styles/nowhere.css is listed but not there.",
        "cms/styles/tokens.css is there but not listed.",
    ]


def test_comments_and_indentation_stay_at_home() -> None:
    text = styles.stylesheet()
    assert "/*" not in text
    assert not re.search(r"^\s", text, flags=re.MULTILINE)


def test_braces_balance() -> None:
    text = styles.stylesheet()
    assert text.count("{") == text.count("}")


def test_it_fits_the_budget() -> None:
    assert len(gzip.compress(styles.stylesheet().encode())) < BUDGET


def test_it_is_found_and_nothing_else_is(finder: styles.StylesheetFinder) -> None:
    found = finder.find("css/site.css")
    assert Path(found).read_text(encoding="utf-8") == styles.stylesheet()
    assert finder.find("css/site.css", find_all=True) == [found]
    assert finder.find("css/tokens.css") == []


def test_a_changed_source_is_there_on_the_next_look(
    finder: styles.StylesheetFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder.find("css/site.css")
    monkeypatch.setattr(styles, "stylesheet", lambda: "body { color: red }\n")
    assert Path(finder.find("css/site.css")).read_text(encoding="utf-8") == "body { color: red }\n"


def test_an_unchanged_one_is_not_written_again(finder: styles.StylesheetFinder) -> None:
    found = Path(finder.find("css/site.css"))
    before = found.stat().st_mtime_ns
    finder.find("css/site.css")
    assert found.stat().st_mtime_ns == before


def test_what_it_refers_to_exists() -> None:
    targets = re.findall(r'url\("\.\./([^"]+)"\)', styles.stylesheet())
    assert "fonts/noto-sans-lao-400.woff2" in targets
    assert [target for target in targets if not finders.find(target)] == []


def test_it_reaches_no_other_house() -> None:
    assert not re.search(r"url\(\"?(https?:)?//|@import", styles.stylesheet())


def test_collected_with_hashed_names_its_fonts_resolve(tmp_path: Path, settings) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.DATA_DIR = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    finders.get_finder.cache_clear()
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    finally:
        finders.get_finder.cache_clear()
    (hashed,) = (tmp_path / "static" / "css").glob("site.*.css")
    for target in re.findall(r'url\("([^"]+)"\)', hashed.read_text(encoding="utf-8")):
        assert (hashed.parent / target).resolve().exists(), target
