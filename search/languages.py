"""The languages of a site: how each is named, written and analysed. One table, no Django.

Names come from CLDR through Babel, which has all of ours (Django has no Lao).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global


def parse_list(text: str) -> list[str]:
    """`"en, th,zh-hans"` → `["en", "th", "zh-hans"]`: lower case, in order, without doubles.

    Raises ValueError for an empty list or a code that CLDR does not know.
    """
    codes = list(dict.fromkeys(part.strip().lower().replace("_", "-") for part in text.split(",") if part.strip()))
    if not codes:
        raise ValueError("RUTERO_LANGUAGES names no language")
    for code in codes:
        if not is_known(code):
            raise ValueError(f"RUTERO_LANGUAGES names {code!r}, which is not a language code known to CLDR")
    return codes


@lru_cache(maxsize=512)
def _babel_locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code, sep="-", resolve_likely_subtags=True)
    except (UnknownLocaleError, ValueError):
        return None


def babel_locale(code: str) -> Locale:
    """The CLDR locale of a language code of ours; English where CLDR has no data for it."""
    return _babel_locale(code) or Locale("en")


def is_known(code: str) -> bool:
    """Whether `code` is a language that CLDR has data for or at least an English name."""
    return _babel_locale(code) is not None or code.split("-", maxsplit=1)[0] in Locale("en").languages


@lru_cache(maxsize=512)
def own_name(code: str) -> str:
    """The language's name in itself, as its readers write it: `th` → `ไทย`."""
    return name_in(code, code)


# Spoken by people of the region, and not in CLDR: names that their speakers' neighbours use.
_NOT_IN_CLDR = {"ksw": {"en": "S’gaw Karen", "th": "ปกาเกอะญอ (กะเหรี่ยงสะกอ)", "vi": "S’gaw Karen", "lo": "ກະຫຼ່ຽງສະກໍ"}}


@lru_cache(maxsize=1)
def nameable() -> frozenset[str]:
    """Codes, written as ours are (`zh-hans`), of languages that `name_in` can name."""
    codes = {str(code).lower().replace("_", "-") for code in Locale("en").languages} | set(_NOT_IN_CLDR)
    return frozenset(code for code in codes if len(code) <= 11 and code not in {"mul", "und", "zxx", "root"})


@lru_cache(maxsize=2048)
def name_in(code: str, reader: str) -> str:
    """The language's name for somebody who reads `reader`; the code itself when CLDR has none."""
    names = babel_locale(reader).languages
    tag = code.replace("-", "_")
    parts = tag.split("_")
    if len(parts) == 2 and len(parts[1]) == 4:
        tag = f"{parts[0]}_{parts[1].title()}"
    elif len(parts) == 2:
        tag = f"{parts[0]}_{parts[1].upper()}"
    own = _NOT_IN_CLDR.get(parts[0], {})
    name = names.get(tag) or names.get(parts[0]) or own.get(reader) or own.get("en")
    name = name or Locale("en").languages.get(parts[0]) or code
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=512)
def is_right_to_left(code: str) -> bool:
    return babel_locale(code).text_direction == "rtl"


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes of countries and territories that CLDR can name."""
    not_countries = {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(c for c in codes if len(c) == 2 and c.isalpha() and c not in not_countries)


@lru_cache(maxsize=4096)
def country_name(code: str, reader: str) -> str:
    """The country's name for somebody who reads `reader`: (`LA`, `vi`) → `Lào`."""
    return babel_locale(reader).territories.get(code) or Locale("en").territories.get(code, code)


_SCRIPT_LANGUAGES = (
    ("\u0e00", "\u0e7f", "th"),
    ("\u0e80", "\u0eff", "lo"),
    ("\u1780", "\u17ff", "km"),
    ("\u1000", "\u109f", "my"),
    ("\u0900", "\u097f", "hi"),
    ("\u0980", "\u09ff", "bn"),
    ("\u3040", "\u30ff", "ja"),
    ("\uac00", "\ud7af", "ko"),
    ("\u4e00", "\u9fff", "zh"),
    ("\u0400", "\u04ff", "mn"),
)
_VIETNAMESE = frozenset("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ")


# Addresses and code are written in Latin letters in every language.
_NO_PROSE = re.compile(r"```.*?```|`[^`\n]*`|https?://\S+|www\.\S+|\S+@\S+\.\S+", re.DOTALL)


def guess(text: str, *, default: str, among: Sequence[str]) -> str:
    """The language of a text, by its script and Vietnamese letters; `default` when those do not decide.

    :param default: the language to assume, usually that of the page the text was typed on
    :param among: the site's languages; the answer is one of them
    """
    counts: dict[str, int] = {}
    latin = vietnamese = 0
    for char in _NO_PROSE.sub(" ", text[:20_000])[:5000].lower():
        if "a" <= char <= "z":
            latin += 1
        elif char in _VIETNAMESE:
            vietnamese += 1
        else:
            for first, last, code in _SCRIPT_LANGUAGES:
                if first <= char <= last:
                    counts[code] = counts.get(code, 0) + 1
                    break
    best = max(counts, key=lambda code: counts[code], default="")
    if best and counts[best] * 2 > latin:
        # A script several languages share (Devanagari: Hindi, Nepali) is the page's own language first.
        sharing = [code for code in (default, *among) if _written_like(code, best)]
        return sharing[0] if sharing else default
    if vietnamese * 20 > latin and "vi" in among:
        return "vi"
    if latin and _script(default) != "Latn":
        return "en" if "en" in among else next((code for code in among if _script(code) == "Latn"), default)
    return default


def meant(code: str, among: Sequence[str]) -> str:
    """The one of `among` that `code` stands for: itself, or the same language in the same script.

    `zh` and `zh-CN` are `zh-hans`, `zh-TW` is `zh-hant`. "" when there is none.
    """
    code = code.lower().replace("_", "-")
    if code in among:
        return code
    language = code.split("-", maxsplit=1)[0]
    return next((one for one in among if one.split("-")[0] == language and _written_like(one, code)), "")


def _written_like(code: str, other: str) -> bool:
    return _script(code) == _script(other)


@lru_cache(maxsize=256)
def _script(code: str) -> str:
    """ISO 15924 code of the script a language is written in, from CLDR's likely subtags."""
    tag = "_".join(part.upper() if len(part) == 2 and at else part for at, part in enumerate(code.split("-")))
    likely = get_global("likely_subtags")
    full = likely.get(tag) or likely.get(tag.split("_")[0]) or ""
    parts = [part for part in (tag + "_" + full).split("_") if len(part) == 4 and part.isalpha()]
    return parts[0].title() if parts else "Latn"
