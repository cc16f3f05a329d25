"""Every pair of colours that meet on a page, light and dark, keeps the ratio it needs (WCAG 2.2, 1.4.3 and 1.4.11;
7:1 for running text by docs/decisions/0006)."""

import re

import pytest

from cms.styles import FOLDER

TEXT = 7.0  # running text
LABEL = 4.5  # links, labels, buttons
SHAPE = 3.0  # borders of fields, focus rings, icons

PAIRS = [
    *((("ink", ground), TEXT) for ground in ("ground", "surface", "sunken")),
    *((("ink-soft", ground), TEXT) for ground in ("ground", "surface", "sunken")),
    *((("ink", tint), TEXT) for tint in ("green-tint", "blue-tint", "turmeric-tint", "terracotta-tint", "mark")),
    *(
        ((colour, ground), LABEL)
        for colour in ("green", "green-strong", "blue", "turmeric-ink", "terracotta", "terracotta-strong")
        for ground in ("ground", "surface", "sunken")
    ),
    (("green", "green-tint"), LABEL),
    (("green-strong", "green-tint"), LABEL),
    (("blue", "blue-tint"), LABEL),
    (("turmeric-ink", "turmeric-tint"), LABEL),
    (("terracotta", "terracotta-tint"), LABEL),
    (("ink-soft", "green-tint"), LABEL),
    (("on-green", "green"), LABEL),
    (("on-green", "green-strong"), LABEL),
    (("on-terracotta", "terracotta"), LABEL),
    (("on-terracotta", "terracotta-strong"), LABEL),
    *((("cover-ink", cover), TEXT) for cover in ("cover", "cover-deep")),
    *((("cover-soft", cover), LABEL) for cover in ("cover", "cover-deep")),
    *((("cover-accent", cover), LABEL) for cover in ("cover", "cover-deep")),
    (("on-accent", "cover-accent"), TEXT),
    *((("line-strong", ground), SHAPE) for ground in ("ground", "surface", "sunken")),
    *((("focus", ground), SHAPE) for ground in ("ground", "surface", "sunken", "green-tint", "terracotta-tint")),
    *((("focus-cover", cover), SHAPE) for cover in ("cover", "cover-deep")),
]


def _tokens(scheme: str) -> dict[str, str]:
    """Token name → colour; the dark scheme redefines some of the light one's."""
    text = (FOLDER / "tokens.css").read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", dark))
    return found


def _luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2, definitions)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pair", "least"), PAIRS, ids=["-on-".join(pair) for pair, _ in PAIRS])
def test_colours_that_meet_can_be_told_apart(scheme: str, pair: tuple[str, str], least: float) -> None:
    tokens = _tokens(scheme)
    ratio = _contrast(tokens[pair[0]], tokens[pair[1]])
    assert ratio >= least, f"{pair[0]} on {pair[1]} in the {scheme} scheme: {ratio:.2f}, needs {least}"


def test_no_part_brings_a_colour_of_its_own() -> None:
    """Colours live in tokens.css (and in black and white, on paper)."""
    strays = {
        path.name: found
        for path in sorted(FOLDER.glob("*.css"))
        if path.stem not in {"tokens", "print"}
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")))
    }
    assert strays == {}
