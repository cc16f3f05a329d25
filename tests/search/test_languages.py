"""Codes of languages, however they are written."""

from __future__ import annotations

import pytest

from search.languages import meant


@pytest.mark.parametrize(
    ("code", "among", "one"),
    [
        ("zh", ["en", "zh-hans"], "zh-hans"),
        ("zh-CN", ["en", "zh-hant", "zh-hans"], "zh-hans"),
        ("zh_Hans_CN", ["zh-hans"], "zh-hans"),
        ("zh-TW", ["zh-hans", "zh-hant"], "zh-hant"),
        ("zh-HK", ["zh-hans", "zh-hant"], "zh-hant"),
        ("zh-TW", ["zh-hans"], ""),
        ("zh-hans", ["en", "zh"], "zh"),
        ("HI", ["en", "hi"], "hi"),
        ("en-GB", ["en"], "en"),
        ("th", ["en", "lo"], ""),
        ("", ["en"], ""),
        ("xx", ["en"], ""),
    ],
)
def test_a_code_stands_for_the_language_of_the_site_in_the_same_script(code: str, among: list[str], one: str) -> None:
    assert meant(code, among) == one
