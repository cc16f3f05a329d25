"""Cases in several languages, and a machine that translates."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object
from wagtail_localize.strings import StringValue

from library.models import CasePage
from library.sections import Section, renewed, sections_of
from library.truth import publish_case

MACHINE = {"CLASS": "tests.factories.translations.Machine"}


class Machine(BaseMachineTranslator):
    """Says which language it was asked for, and what it was given."""

    display_name = "A machine"

    def translate(self, source_locale: Locale, target_locale: Locale, strings: Any) -> dict[StringValue, StringValue]:
        code = target_locale.language_code
        return {string: StringValue(f"machine-{code}: {string.data}") for string in strings}

    def can_translate(self, source_locale: Locale, target_locale: Locale) -> bool:
        return source_locale != target_locale


def change(page: CasePage, *, level: str, title: str | None = None, **sections: str | None) -> CasePage:
    """`page` published anew with other words in the sections that are named; `None` takes a section away."""
    page = CasePage.objects.get(pk=page.pk)
    if title is not None:
        page.title = title
    texts = {section.name: section.text for section in sections_of(page.body)} | sections
    page.body = renewed(page.body, [Section(name, text) for name, text in texts.items() if text is not None])
    publish_case(page, level=level)
    return CasePage.objects.get(pk=page.pk)


def submitted(page: CasePage, language: str, *, user: Any) -> Translation:
    """`page` submitted for translation with wagtail-localize: a draft with the original's words."""
    translate_object(page, [Locale.objects.get(language_code=language)], user=user)
    return Translation.objects.get(source__object_id=page.translation_key, target_locale__language_code=language)


def write(translation: Translation, texts: dict[str, str], *, user: Any) -> None:
    """What a person types in the editor of wagtail-localize: sentence → translation."""
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        if segment.string.data in texts:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=translation.target_locale,
                context=segment.context,
                defaults={
                    "data": texts[segment.string.data],
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                    "last_translated_by": user,
                },
            )
