"""What a person wrote in another language stays, whatever wagtail-localize does next.

Left to itself it forgets in two places. When a source is synchronised, a changed sentence has no translation any more,
and publishing puts the machine's, or the original's own words, where a person's were. And a page that was written by
hand, corrected in the page editor or imported is overwritten once its translation is started (again). So:

* a changed sentence takes over what a person wrote for the one before it (`keep`), before anything else is done with
  it; that it is older than the original, readers and translators are told by `library.truth`;
* what stands on a page becomes the translation of the sentences it stands for (`learn_from_page`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from bs4 import BeautifulSoup
from django.db import transaction
from django.db.models.signals import post_save
from wagtail.models import Page, TranslatableMixin
from wagtail.signals import page_published
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue, extract_ids

from library.models import CasePage
from library.units import paired, units_of

MANUAL = StringTranslation.TRANSLATION_TYPE_MANUAL
NOTHING = "\u00a0"  # stands for a paragraph that the translator did without; an empty one would be "not translated"


@transaction.atomic
def keep(source: TranslationSource) -> int:
    """`source` has new content, and its segments are still the old ones: sentences that changed take over what people
    wrote for those before them.

    :returns: how many translations were taken over
    """
    before = _stored(source)
    taken_over = 0
    for path, new in _strings(source.as_instance()).items():
        for old, changed in _changed(before.get(path, []), new):
            taken_over += _take_over(source, path, old, changed)
    return taken_over


def _stored(source: TranslationSource) -> dict[str, list[str]]:
    """Path → its sentences, in order, as they were."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = StringSegment.objects.filter(source=source).order_by("order")
    for path, data in rows.values_list("context__path", "string__data"):
        found[path].append(data)
    return found


def _strings(instance: TranslatableMixin) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string.data)
    return found


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Sentences that took the place of others, with those."""
    for what, from_, until, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "replace":
            yield from zip(before[from_:until], after[start:end], strict=False)


def _take_over(source: TranslationSource, path: str, old: str, new: str) -> int:
    written = StringTranslation.objects.filter(
        translation_of__locale=source.locale,
        translation_of__data_hash=String._get_data_hash(old),
        context__object_id=source.object_id,
        context__path=path,
        translation_type=MANUAL,
        has_error=False,
    )
    taken_over = 0
    for one in written:
        string = String.from_value(source.locale, StringValue(new))
        _kept, created = StringTranslation.objects.get_or_create(
            translation_of=string,
            locale_id=one.locale_id,
            context_id=one.context_id,
            defaults={
                "data": _without_links(one.data, new),
                "translation_type": MANUAL,
                "last_translated_by": one.last_translated_by,
            },
        )
        taken_over += created
    return taken_over


def _without_links(translated: str, source: str) -> str:
    """Links that the source no longer has would make the whole sentence an error; their words stay."""
    gone = extract_ids(translated) - extract_ids(source)
    if not gone:
        return translated
    soup = BeautifulSoup(translated, "html.parser")
    for link in soup.find_all("a", id=list(gone)):
        link.unwrap()
    return str(soup)


@transaction.atomic
def learn_from_page(translation: Translation) -> int:
    """What stands on the translated page becomes the translation of the sentences it stands for.

    Sentences that are still the original's, and those that are known already, are passed over. A page with more
    paragraphs than the original gets the rest behind a line break in the last; nothing written is lost.

    :returns: how many sentences were learned
    """
    page = translation.source.object.get_instance_or_none(translation.target_locale)
    if page is None or getattr(page, "alias_of_id", None):
        return 0
    if isinstance(page, Page):
        page = page.specific.get_latest_revision_as_object()  # a draft is somebody's words, too
    source = translation.source
    own = _strings(page)
    places = _places(source, page)
    learned = 0
    for path, sentences in _stored(source).items():
        written = own.get(places.get(path, path), [])
        if not written:
            continue
        if len(written) > len(sentences):
            written = [*written[: len(sentences) - 1], "<br/>".join(written[len(sentences) - 1 :])]
        written += [NOTHING] * (len(sentences) - len(written))
        for sentence, words in zip(sentences, written, strict=True):
            learned += _learn(translation, path, sentence, words)
    return learned


def _places(source: TranslationSource, page: Any) -> dict[str, str]:
    """Path in the source → path in the page, where a page that was written apart has other block ids."""
    if not isinstance(page, CasePage):
        return {}
    pairs = paired(units_of(source.as_instance()), units_of(page))
    return {made_from.key: unit.key for made_from, unit in pairs if made_from and unit}


def _learn(translation: Translation, path: str, sentence: str, words: str) -> bool:
    source = translation.source
    if String.objects.filter(locale=source.locale, data_hash=String._get_data_hash(words)).exists():
        return False  # the original's own words: nobody translated them
    string = String.objects.get(locale=source.locale, data_hash=String._get_data_hash(sentence))
    context = TranslationContext.objects.get(object_id=source.object_id, path=path)
    words = _without_links(words, sentence)
    known = StringTranslation.objects.filter(
        translation_of=string, locale=translation.target_locale, context=context
    ).first()
    if known is not None and known.data == words:
        return False
    StringTranslation.objects.update_or_create(
        translation_of=string,
        locale=translation.target_locale,
        context=context,
        defaults={
            "data": words,
            "translation_type": MANUAL,
            "tool_name": "",
            "last_translated_by": None,
            "has_error": False,
            "field_error": "",
        },
    )
    return True


def note_written(page: CasePage, *, revision: Any) -> None:
    """`revision` of a page was written by hand or by an import, perhaps while wagtail-localize has a translation under
    way, which must know of it. What wagtail-localize made itself it knows."""
    under_way = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).select_related("source__locale", "source__object", "target_locale")
    for translation in under_way:
        if not TranslationLog.objects.filter(revision=revision).exists():
            learn_from_page(translation)


# Noticing


def _source_saved(
    instance: TranslationSource, created: bool, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """wagtail-localize saves new content first and looks for its sentences afterwards: between the two, ours."""
    if not raw and not created and (update_fields is None or "content_json" in update_fields):
        keep(instance)


def _translation_saved(instance: Translation, raw: bool = False, **kwargs: Any) -> None:
    """Started, or started again."""
    if not raw and instance.enabled:
        learn_from_page(instance)


def _page_published(instance: Any, revision: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, CasePage):
        note_written(instance, revision=revision)


def connect() -> None:
    mine = "library.handwork"
    post_save.connect(_source_saved, sender=TranslationSource, dispatch_uid=f"{mine}: source")
    post_save.connect(_translation_saved, sender=Translation, dispatch_uid=f"{mine}: translation")
    page_published.connect(_page_published, dispatch_uid=f"{mine}: page")
