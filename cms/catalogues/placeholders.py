"""What a translation must carry over unchanged: `%(name)s`, `%s`, `{name}` and HTML tags."""

import re
from string import Formatter

# The space flag of printf ("% d") is left out: no one writes it, and "100% free" would be taken for a placeholder.
PERCENT = re.compile(
    r"%(?:\((?P<name>[^)]*)\))?[-#0+]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?(?P<conversion>[diouxXeEfFgGcrsa])"
)
PERCENT_SIGN = re.compile(r"%%")
TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def named(text: str) -> set[str]:
    """`%(name)s` and `{name}`, which may change places and be said twice. Width and flags are left out."""
    percent = {f"%({match['name']}){match['conversion']}" for match in _percents(text) if match["name"] is not None}
    return percent | {f"{{{name}}}" for name in _brace_fields(text) if name}


def nameless(text: str) -> list[str]:
    """`%s`, `%d` and `{}` in order: each takes the next value."""
    percent = [f"%{match['conversion']}" for match in _percents(text) if match["name"] is None]
    return percent + ["{}" for name in _brace_fields(text) if not name]


def tags(text: str) -> list[str]:
    """The HTML tags with their attributes, sorted: another word order may move them."""
    return sorted(TAG.findall(text))


def is_percent_format(text: str) -> bool:
    return "%%" in text or any(_percents(text))


def is_brace_format(text: str) -> bool:
    return bool(_brace_fields(text))


def stray_percent_signs(text: str) -> int:
    """Percent signs that are neither doubled nor the start of a placeholder: `text % values` raises at these."""
    return PERCENT.sub("", PERCENT_SIGN.sub("", text)).count("%")


def _percents(text: str) -> list[re.Match[str]]:
    return list(PERCENT.finditer(PERCENT_SIGN.sub("", text)))


def _brace_fields(text: str) -> list[str]:
    """Names of the fields of a format string; none when it is no such string (a lone brace, CSS, JSON)."""
    if "{" not in text:
        return []
    try:
        return [name for _literal, name, _specification, _conversion in Formatter().parse(text) if name is not None]
    except ValueError:
        return []
