"""A question in another language, by a machine: off unless SEARCH_QUERY_TRANSLATOR names a translator.

A reader waits a second at most. What comes later is kept for who asks next, and a translator that fails is no error of
the search's.
"""

from __future__ import annotations

import hashlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

BUDGET = 1.0
"""Seconds, for all languages together."""
KEPT_FOR = 30 * 24 * 3600
FAILED_FOR = 60
"""Seconds in which a translator that failed is not asked the same again."""
LONGEST = 300
"""Letters of a question that is translated."""
_FAILED = ""

_workers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="query-translator")


class QueryTranslator(ABC):
    """Translates a question. Makes no database queries: it runs in a thread of its own."""

    @abstractmethod
    def translate(self, text: str, source: str, target: str) -> str:
        """`text` in `target`; "" when it cannot. May raise anything, and take its time."""


class WagtailLocalizeTranslator(QueryTranslator):
    """The translator that WAGTAILLOCALIZE_MACHINE_TRANSLATOR names: LibreTranslate, DeepL, …"""

    def translate(self, text: str, source: str, target: str) -> str:
        from wagtail.models import Locale
        from wagtail_localize.machine_translators import get_machine_translator
        from wagtail_localize.strings import StringValue

        machine = get_machine_translator()
        here, there = Locale(language_code=source), Locale(language_code=target)
        if machine is None or not machine.can_translate(here, there):
            return ""
        string = StringValue.from_plaintext(text)
        return str(machine.translate(here, there, [string])[string].render_text())


def translated(text: str, source: str, targets: Sequence[str]) -> dict[str, str]:
    """Language → `text` in it, for those that are known within the budget."""
    if not settings.SEARCH_QUERY_TRANSLATOR or len(text) > LONGEST:
        return {}
    keys = {_key(text, source, target): target for target in targets}
    known: Mapping[str, str] = cache.get_many(keys)
    waiting = {
        _workers.submit(_translate_and_keep, key, text, source, target): target
        for key, target in keys.items()
        if key not in known
    }
    found = {keys[key]: translation for key, translation in known.items()}
    done, _late = wait(waiting, timeout=BUDGET)
    found |= {waiting[future]: _result(future) for future in done}
    return {target: found[target] for target in targets if found.get(target, _FAILED) not in (_FAILED, text)}


def _result(future: Future[str]) -> str:
    return future.result()


def _key(text: str, source: str, target: str) -> str:
    digest = hashlib.blake2b(f"{source}\0{target}\0{text.casefold()}".encode(), digest_size=16).hexdigest()
    return f"search.translated.{digest}"


def _translate_and_keep(key: str, text: str, source: str, target: str) -> str:
    try:
        translator: QueryTranslator = import_string(settings.SEARCH_QUERY_TRANSLATOR)()
        translation = " ".join(translator.translate(text, source, target).split())
    except Exception:
        logger.warning("The query translator failed.", exc_info=True)
        translation = _FAILED
    cache.set(key, translation, KEPT_FOR if translation else FAILED_FOR)
    return translation
