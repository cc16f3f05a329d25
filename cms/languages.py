"""Which languages this site has, and which one a browser asks for."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import trans_real


def trust_the_setting() -> None:
    """Make every language of `RUTERO_LANGUAGES` a language of the site, whether or not anybody translated Django.

    Django and Wagtail accept a language in a path only when they find a gettext catalogue for it, so `/tet/` would
    be "not found" although the site has Tetum pages. Replaces one function that both look up at call time.
    """
    found_by_django = trans_real.translation_catalog_exists
    if getattr(found_by_django, "trusts_the_setting", False):
        return
    configured = set(settings.LANGUAGE_CODES)

    def translation_catalog_exists(lang_code: str) -> bool:
        return lang_code.lower() in configured or found_by_django(lang_code)

    # Django empties its own function's cache when settings change (in tests).
    translation_catalog_exists.cache_clear = found_by_django.cache_clear  # type: ignore[attr-defined]
    translation_catalog_exists.trusts_the_setting = True  # type: ignore[attr-defined]
    trans_real.translation_catalog_exists = translation_catalog_exists


def negotiated(accept_language: str) -> str:
    """The best language of this site for an `Accept-Language` header (RFC 9110 §12.5.4: by quality, 0 is "not")."""
    for tag, quality in trans_real.parse_accept_lang_header(accept_language[:500]):
        if quality <= 0:
            continue
        if tag == "*":
            break
        try:
            return trans_real.get_supported_language_variant(tag)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
