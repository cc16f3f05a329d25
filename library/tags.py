"""Tags as people type them into a form: one spelling, before anybody looks them up."""

from __future__ import annotations

from taggit.utils import _parse_tags

from search.normalising import normalise_name


def parse(text: str) -> list[str]:
    """taggit's own rules (commas, quotes), on the text in its one spelling: `นํ้า` is `น้ำ`."""
    return _parse_tags(normalise_name(text))
