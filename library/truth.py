"""Translations that do not lie: which sections of them are older than the original, and who is told.

When an original is published, its editor has said how much the change matters (`CasePage.change_level`). A slip of the
pen is no change. A small one goes to the translators' list; one that changes the meaning also to the readers. Compared
is section by section (`library.units`), with what each section of a translation was made from (`TranslatedSection`).
A section is up to date again when its own words were published anew, or somebody says that it still holds (`confirm`).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail.signals import copy_for_translation_done, page_published, page_unpublished
from wagtail_localize.models import StringSegment, StringTranslation, TranslationLog, TranslationSource

from library.models import CasePage, CaseTranslation, ChangeLevel, TranslatedSection
from library.refusals import NotAllowed
from library.units import Unit, paired, units_of

State = CaseTranslation.State
_WEIGHT = {"": 0, ChangeLevel.TYPO: 0, ChangeLevel.SMALL: 1, ChangeLevel.MEANING: 2}
# Shorter texts may be the same in two languages: names, numbers.
_LONG_ENOUGH_TO_BE_A_COPY = 40  # characters


# Verbs


@transaction.atomic
def publish_case(page: CasePage, *, level: str, user: Any = None) -> None:
    """Publish `page` as it is in memory.

    :param level: how much the change matters to its translations, a `ChangeLevel`
    :param user: who publishes; None for scripts, which may
    :raises NotAllowed: `user` may not publish it
    :raises ValidationError: no such level
    """
    if user is not None and not page.permissions_for_user(user).can_publish():
        raise NotAllowed(_("You may not publish this page."))
    if level not in ChangeLevel.values:
        raise ValidationError({"change_level": _("No such level of change.")})
    page.change_level = level
    page.save_revision(user=user).publish(user=user)


@transaction.atomic
def confirm(sections: Iterable[TranslatedSection], *, user: Any) -> None:
    """`user` has compared these sections of one translation with the original: they say what it says.

    What a machine made of them counts as reviewed.

    :raises NotAllowed: `user` may not edit the translation, or a section was not translated yet
    """
    chosen = list(sections)
    if not chosen:
        return
    # The row is the lock: an original that is published meanwhile waits, or is seen here.
    row = (
        CaseTranslation.objects.select_for_update(of=("self",))
        .select_related("page__locale")
        .get(pk=chosen[0].translation_id)
    )
    if row.page is None or not row.page.permissions_for_user(user).can_edit():
        raise NotAllowed(_("You may not edit this translation."))
    now = {unit.key: unit for unit in units_of(row.original)}
    for section in row.sections.filter(pk__in=[section.pk for section in chosen]):
        if not section.is_translated:
            raise NotAllowed(_("A section that is not translated yet cannot be confirmed. Translate it first."))
        unit = now.get(section.source_key)
        section.source_digest = section.current_digest
        section.source_text = unit.text if unit else ""
        section.change, section.changed_at = "", None
        if section.is_machine:
            section.is_machine = False
            _reviewed(row.page, section.source_key, user)
        section.save()
    row.translated_at, row.translated_by = timezone.now(), user
    _set_state(row)


def _reviewed(page: CasePage, key: str, user: Any) -> None:
    """wagtail-localize knows it, too: what a person has approved is a person's."""
    StringTranslation.objects.filter(
        locale=page.locale,
        context__object_id=page.translation_key,
        context__path__regex=rf"^{re.escape(key)}([.]|$)",
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
    ).update(
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        last_translated_by=user,
        updated_at=timezone.now(),
    )


@transaction.atomic
def note_published(page: CasePage, *, revision: Any = None) -> None:
    """`page` was published: mark its translations, or what it was translated from."""
    _lock(page.translation_key)
    family = _family(page.translation_key)
    if not family:
        return
    rows, fresh = _settle(family)
    if page.pk == family[0].pk:
        translated = [row for row in rows if row.page_id]
        current = units_of(page) if translated else []
        for row in translated:
            _note_original(row, current, page.change_level)
            _set_state(row)
        # The next change is small again unless somebody says otherwise.
        CasePage.objects.filter(pk=page.pk).update(change_level=ChangeLevel.SMALL)
    else:
        for row in rows:
            if row.page_id == page.pk:
                if row not in fresh:
                    _note_translation(row, page, family[0], revision)
                _set_state(row)


@transaction.atomic
def settle(translation_key: uuid.UUID) -> None:
    """Bring the rows of one practice in line with its pages: a language was added, a page deleted or unpublished."""
    _lock(translation_key)
    for row in _settle(_family(translation_key))[0]:
        _set_state(row)


def settle_due(*, most: int = 500) -> int:
    """What no signal told (`manage.py run_due`): pages from before there were rows, drafts of imports, new languages.

    :returns: how many practices were looked at
    """
    pages = CasePage.objects.filter(alias_of=None, locale__language_code__in=settings.LANGUAGE_CODES)
    older = CasePage.objects.filter(alias_of=None, translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
    pages = pages.annotate(is_translation=Exists(older))
    unnoticed = pages.filter(is_translation=True, as_translation=None)
    others = Locale.objects.filter(language_code__in=settings.LANGUAGE_CODES).count() - 1
    incomplete = pages.filter(is_translation=False).annotate(rows=Count("case_translations")).filter(rows__lt=others)
    keys = [*unnoticed.values_list("translation_key", flat=True)[:most]]
    keys += incomplete.values_list("translation_key", flat=True)[:most]
    for key in set(keys):
        settle(key)
    return len(set(keys))


# The rows of one practice


def _lock(key: uuid.UUID) -> None:
    """An original and a translation published at the same moment: the second sees what the first did."""
    list(
        CaseTranslation.objects.select_for_update(of=("self",)).filter(original__translation_key=key).values_list("pk")
    )


def _family(key: uuid.UUID) -> list[CasePage]:
    """All versions, the original first; aliases show another version's words and are none."""
    return list(CasePage.objects.filter(translation_key=key, alias_of=None).order_by("pk").select_related("locale"))


def _settle(family: Sequence[CasePage]) -> tuple[list[CaseTranslation], list[CaseTranslation]]:
    """One row for every other language of the site, each with its page; and those whose page is new to them, which are
    up to date with it."""
    if not family:
        return [], []
    original = family[0]
    pages = {page.locale_id: page for page in family[1:]}
    there = {row.locale_id: row for row in CaseTranslation.objects.filter(original=original)}
    rows, fresh = [], []
    for locale in Locale.objects.filter(language_code__in=settings.LANGUAGE_CODES).exclude(pk=original.locale_id):
        row = there.get(locale.pk)
        page = pages.get(locale.pk)
        if row is None:
            row, _created = CaseTranslation.objects.get_or_create(
                original=original, locale=locale, defaults={"since": timezone.now()}
            )
        is_gone = page is None and row.state != State.MISSING  # the database took its number out of the row
        if is_gone or row.page_id != (page.pk if page else None):
            row.sections.all().delete()
            row.page = page
            row.translated_at = row.translated_by = None
            row.save()
            if page is not None:
                _note_translation(row, page, original, page.live_revision)
                fresh.append(row)
        row.page = page
        rows.append(row)
    return rows, fresh


def _set_state(row: CaseTranslation) -> None:
    state = _state_of(row)
    if state != row.state or row.since is None:
        row.state, row.since = state, timezone.now()
    row.save()


def _state_of(row: CaseTranslation) -> str:
    if row.page is None:
        return State.MISSING
    sections = row.sections.values_list("change", "is_translated", "is_machine")
    if not row.page.live:
        return State.IN_PROGRESS
    if any(change == ChangeLevel.MEANING for change, _translated, _machine in sections):
        return State.MEANING
    if not all(is_translated for _change, is_translated, _machine in sections):
        return State.IN_PROGRESS
    if any(is_machine for _change, _translated, is_machine in sections):
        return State.MACHINE
    return State.SMALL if any(change for change, *_rest in sections) else State.UP_TO_DATE


# The original changed


@dataclass(slots=True)
class _InOriginal:
    """A row, where it stands in the original."""

    section: TranslatedSection

    @property
    def key(self) -> str:
        return self.section.source_key

    @property
    def kind(self) -> str:
        return self.section.kind

    @property
    def digest(self) -> str:
        return self.section.current_digest


def _note_original(row: CaseTranslation, current: Sequence[Unit], level: str) -> None:
    before = [_InOriginal(section) for section in row.sections.all()]
    kept: list[TranslatedSection] = []
    for place, unit in paired(before, current):
        if place is None and unit is not None:
            section = _new_section(row, unit)
        elif place is not None and (unit or place.section.key):
            section = place.section
        else:
            continue  # neither has it any longer
        _weigh(section, unit, level)
        kept.append(section)
    _store(row, kept)


def _new_section(row: CaseTranslation, unit: Unit) -> TranslatedSection:
    return TranslatedSection(translation=row, kind=unit.kind, source_key=unit.key)


def _weigh(section: TranslatedSection, unit: Unit | None, level: str) -> None:
    """What the new words of the original mean for a section."""
    digest = unit.digest if unit else ""
    section.source_key = unit.key if unit else section.source_key
    was, section.current_digest = section.current_digest, digest
    if digest == was:
        return
    if level == ChangeLevel.TYPO and unit and was and section.source_digest == was:
        section.source_digest, section.source_text = digest, unit.text
    elif digest == section.source_digest:
        section.change, section.changed_at = "", None  # the original says again what was translated
    else:
        raised = ChangeLevel.MEANING if level == ChangeLevel.MEANING else ChangeLevel.SMALL
        if _WEIGHT[raised] > _WEIGHT[section.change]:
            section.change, section.changed_at = raised, timezone.now()


# A translation changed


@dataclass(slots=True)
class _InTranslation:
    """A section, where it stands in the translation as far as is known."""

    key: str
    kind: str
    digest: str
    section: TranslatedSection
    unit: Unit | None  # of the original as it is


def _note_translation(row: CaseTranslation, page: CasePage, original: CasePage, revision: Any) -> None:
    own = units_of(page)
    current = units_of(original)
    source = _source_of(page, revision)
    basis_page = source.as_instance() if source and source.locale_id == original.locale_id else original
    made_of = current if basis_page is original else units_of(basis_page)
    basis = {unit.key: made_from for made_from, unit in paired(made_of, current) if unit}
    strings = _strings_of(source, page.locale, [unit.key for unit in current]) if source else {}
    changed = False
    kept = []
    for place, unit in paired(list(_places(row, current, own)), own):
        if place is None:
            continue  # words that the original never had
        section = place.section
        section.key = unit.key if unit else ""
        section.current_digest = place.unit.digest if place.unit else ""
        if unit is None and place.unit is None:
            continue
        digest = unit.digest if unit else ""
        made_from = basis.get(section.source_key)
        if unit is None and section.pk is None and place.unit:
            # It was left out when the rest was written: nothing changed since.
            section.source_digest, section.source_text = place.unit.digest, place.unit.text
        if unit and place.unit and digest != section.own_digest:
            changed = True
            section.source_digest = made_from.digest if made_from else ""
            section.source_text = made_from.text if made_from else ""
            section.is_machine = False
        section.own_digest = digest
        section.is_translated, section.is_machine = _made_how(section, place.unit, unit, strings)
        _compare(section)
        kept.append(section)
    _store(row, kept)
    if changed and page.live:
        row.translated_at = timezone.now()
        row.translated_by = getattr(revision, "user", None)


def _places(row: CaseTranslation, current: Sequence[Unit], own: Sequence[Unit]) -> Iterator[_InTranslation]:
    """Every section of the original, and those that only the translation still has, with where they were last found."""
    there = {unit.key for unit in own}
    known = {section.source_key: section for section in row.sections.all()}
    for unit in current:
        section = known.pop(unit.key, None) or _new_section(row, unit)
        key = section.key if section.key in there else unit.key
        yield _InTranslation(key, unit.kind, section.own_digest, section, unit)
    for section in known.values():
        yield _InTranslation(section.key, section.kind, section.own_digest, section, None)


def _made_how(
    section: TranslatedSection, source: Unit | None, own: Unit | None, strings: dict[str, tuple[bool, bool]]
) -> tuple[bool, bool]:
    """Whether it is translated, and whether by a machine."""
    if section.source_key in strings:
        return strings[section.source_key]
    is_copy = bool(own and source and own.digest == source.digest and len(own.text) >= _LONG_ENOUGH_TO_BE_A_COPY)
    return not is_copy, section.is_machine


def _compare(section: TranslatedSection) -> None:
    if section.source_digest == section.current_digest:
        section.change, section.changed_at = "", None
    elif not section.change:
        section.change, section.changed_at = ChangeLevel.SMALL, timezone.now()


def _store(row: CaseTranslation, sections: Sequence[TranslatedSection]) -> None:
    for order, section in enumerate(sections):
        section.order = order
    row.sections.exclude(pk__in=[section.pk for section in sections if section.pk]).delete()
    fields = [field.name for field in TranslatedSection._meta.concrete_fields if not field.primary_key]
    TranslatedSection.objects.bulk_update([section for section in sections if section.pk], fields)
    TranslatedSection.objects.bulk_create([section for section in sections if not section.pk])


# What wagtail-localize knows


def _source_of(page: CasePage, revision: Any) -> TranslationSource | None:
    """The source that wagtail-localize made this revision from; None when it was written as a page or imported."""
    if revision is None:
        return None
    made = TranslationLog.objects.filter(revision=revision, locale=page.locale).select_related("source").last()
    return made.source if made else None


def _strings_of(source: TranslationSource, locale: Locale, keys: Sequence[str]) -> dict[str, tuple[bool, bool]]:
    """Key of a unit → whether all its strings are translated, and whether a machine made any of them."""
    there = set(keys)
    kinds = StringTranslation.objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale=locale, has_error=False
    )
    found: dict[str, tuple[bool, bool]] = {}
    rows = StringSegment.objects.filter(source=source).annotate(made=Subquery(kinds.values("translation_type")[:1]))
    for path, made in rows.values_list("context__path", "made"):
        key = path
        while key not in there and "." in key:
            key = key.rpartition(".")[0]
        is_translated, is_machine = found.get(key, (True, False))
        found[key] = (
            is_translated and made is not None,
            is_machine or made == StringTranslation.TRANSLATION_TYPE_MACHINE,
        )
    return found


# Noticing


def _published(instance: Any, revision: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, CasePage):
        note_published(instance, revision=revision)


def _family_changed(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, CasePage):
        settle(instance.translation_key)


def _copied(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """A translation begins as a copy: what it is made from is known before it is published."""
    if isinstance(target_obj, CasePage):
        settle(target_obj.translation_key)


def connect() -> None:
    mine = "library.truth"
    page_published.connect(_published, dispatch_uid=f"{mine}: published")
    page_unpublished.connect(_family_changed, dispatch_uid=f"{mine}: unpublished")
    post_delete.connect(_family_changed, sender=CasePage, dispatch_uid=f"{mine}: deleted")
    copy_for_translation_done.connect(_copied, dispatch_uid=f"{mine}: copied")
