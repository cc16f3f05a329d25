"""Cases from JSON lines: every line checked, the good ones kept, a second run changing nothing."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published

from library import facts as one_for_all
from library import parts
from library.exporting import ROWS, facts_of, prose_of
from library.handwork import note_written
from library.lines import Entry, Known, Problem, read_line
from library.models import CasePage, ChangeLevel, Country, LibraryIndexPage, Theme
from library.models.case import slug_for
from library.models.template import FACTS, PROSE
from library.sections import joined, renewed, sections_of, stream_data
from library.tree import library_index, locale_of
from search import changes
from search.models import Concept

BATCH = 25  # lines a transaction: other writers wait no longer than a batch takes
PAUSE = 0.1  # seconds; SQLite hands its one write lock to whoever asks first, so leave a moment for the others

# The facts of a new case whose line says nothing.
_UNSAID: dict[str, Any] = {
    "themes": [],
    "countries": [],
    "evidence": "",
    "published_on": None,
    "licence": "CC-BY-4.0",
    **{name: parts.field_of(CasePage, name).get_default() for name in FACTS},
    **dict.fromkeys(parts.ROWS, ()),
}


@dataclass(slots=True)
class Report:
    """What an import did, or in a dry run would do."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


class RefusedError(Exception):
    """A strict import met a bad line: nothing was imported. Carries the report."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{len(report.problems)} bad lines")
        self.report = report


def import_cases(
    lines: Iterable[bytes],
    *,
    publish: bool = False,
    dry_run: bool = False,
    strict: bool = False,
    level: str = ChangeLevel.SMALL,
    progress: Callable[[int], None] = lambda _count: None,
) -> Report:
    """Import lines of the interchange format (docs/api.md).

    :param lines: raw lines, as a file opened in binary mode gives them; blank lines are passed over
    :param publish: publish what is imported; else it is left as drafts
    :param dry_run: check and compare only
    :param strict: take everything or nothing
    :param level: how much changes of originals matter to their translations, a `ChangeLevel`; which sections changed is
        found out, and a section of a translation that has new words counts as made from the original as it is now
    :param progress: called with the number of lines dealt with so far
    :raises RefusedError: strict, and a line was bad
    """
    report = Report()
    known = Known(
        languages=settings.LANGUAGE_CODES,
        themes=set(Theme.objects.values_list("code", flat=True)),
        countries=set(Country.objects.values_list("pk", flat=True)),
        topics=_Topics(),
    )
    with ExitStack() as stack:
        stack.enter_context(changes.without_draining())
        # Imported text holds no images or links: there is nothing for Wagtail's reference index to find.
        stack.enter_context(disable_reference_index_auto_update())
        if strict:
            stack.enter_context(transaction.atomic())
        importer = _Importer(report, publish=publish, dry_run=dry_run, level=ChangeLevel(level))
        done = 0
        for batch in _batches(lines, BATCH):
            entries = _read(batch, known, report)
            if not (strict and report.problems):
                importer.take(entries)
                if connection.vendor == "sqlite" and not (strict or dry_run):
                    time.sleep(PAUSE)
            done = batch[-1][0]
            progress(done)
        if strict and report.problems:
            report.created = report.updated = report.unchanged = 0
            raise RefusedError(report)
    return report


def _batches(lines: Iterable[bytes], size: int) -> Iterator[list[tuple[int, bytes]]]:
    numbered = ((number, raw) for number, raw in enumerate(lines, start=1) if raw.strip())
    while batch := list(islice(numbered, size)):
        yield batch


def _read(batch: list[tuple[int, bytes]], known: Known, report: Report) -> list[Entry]:
    entries = []
    for number, raw in batch:
        result = read_line(raw, number, known)
        if isinstance(result, Entry):
            entries.append(result)
            if result.unknown_fields:
                fields = ", ".join(result.unknown_fields)
                report.notes.append(Problem(number, fields[:100], _("unknown field, passed over")))
        else:
            report.problems.extend(result)
    return entries


def _folded(tags: Iterable[str]) -> set[str]:
    """`Honey` and `honey` are one tag (TAGGIT_CASE_INSENSITIVE)."""
    return {tag.casefold() for tag in tags}


def _words(row: parts.Row, name: str) -> dict[str, str]:
    return {column: row.get(column, "") for column in parts.words_of(name)}


def _matched(wanted: list[parts.Row], stored: list[Any], name: str) -> list[Any]:
    """For each wanted row the stored one that it is: the same altogether, else in words, else what
    is left, by order."""
    left = list(stored)
    found: list[Any] = [None] * len(wanted)
    words = parts.words_of(name)
    for columns in (parts.columns_of(parts.model_of(name)), words):
        for number, values in enumerate(wanted):
            if found[number] is None and columns:
                same = (row for row in left if all(parts.value_of(row, one) == values[one] for one in columns))
                if (row := next(same, None)) is not None:
                    found[number] = row
                    left.remove(row)
    for number, row in enumerate(found):
        if row is None and left:
            found[number] = left.pop(0)
    return found


class _Topics:
    """The codes of the thesaurus, which may be long: looked up as lines name them."""

    def __init__(self) -> None:
        self._found: dict[str, bool] = {}

    def __contains__(self, code: object) -> bool:
        text = str(code)
        if text not in self._found:
            self._found[text] = Concept.objects.filter(code=text).exists()
        return self._found[text]


class _Importer:
    """Takes checked entries in file order; remembers which lines it has seen and where each language's cases live."""

    def __init__(self, report: Report, *, publish: bool, dry_run: bool, level: ChangeLevel) -> None:
        self.report = report
        self.level = level
        self.publish = publish
        self.dry_run = dry_run
        self.seen: dict[tuple[str, str], Entry] = {}
        self.translation_keys: dict[str, uuid.UUID] = {}
        self.shelves: dict[str, LibraryIndexPage] = {}
        self.published: dict[int, CasePage | None] = {}  # what readers see of pages that have a newer draft
        self.themes = {theme.code: theme for theme in Theme.objects.all()}
        self.concepts: dict[str, Concept] = {}
        self.countries = {country.pk: country for country in Country.objects.all()}

    def take(self, entries: list[Entry]) -> None:
        with transaction.atomic():
            stored = self._stored(entries)
            for entry in entries:
                self._take_one(entry, stored)

    def _stored(self, entries: list[Entry]) -> dict[str, list[CasePage]]:
        """The pages of this batch's codes as they are being worked on, by lower-case code, the original first."""
        pages = (
            CasePage.objects.filter(slug__in={slug_for(entry.code) for entry in entries})
            .order_by("pk")
            .select_related("locale", "latest_revision")
            .prefetch_related("themes", "countries", "tagged_items__tag", *ROWS)
        )
        found: dict[str, list[CasePage]] = {}
        for page in pages:
            working = page
            if page.has_unpublished_changes:
                working = page.get_latest_revision_as_object()
                self.published[page.pk] = page if page.live else None
            found.setdefault(slug_for(page.code), []).append(working)
        return found

    def _take_one(self, entry: Entry, stored: dict[str, list[CasePage]]) -> None:
        key = slug_for(entry.code)
        earlier = self.seen.setdefault((key, entry.language), entry)
        if earlier is not entry:
            self.report.problems.append(
                Problem(
                    entry.line,
                    "code",
                    _("line %(line)s has this code in this language already") % {"line": earlier.line},
                )
            )
            return
        versions = stored.setdefault(key, [])
        current = next((page for page in versions if page.locale.language_code == entry.language), None)
        original = versions[0] if versions else None
        if entry.missing and current is original:  # both None for a new practice
            self.report.problems += [Problem(entry.line, name, _("is required")) for name in entry.missing]
            return
        try:
            with transaction.atomic():
                if current is None:
                    self._create(entry, original, versions)
                else:
                    self._update(entry, current, original or current, versions)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.report.problems.append(Problem(entry.line, name, " ".join(messages)))

    # Creating

    def _create(self, entry: Entry, original: CasePage | None, versions: list[CasePage]) -> None:
        if not self.dry_run:
            page = CasePage(
                title=entry.title,
                draft_title=entry.title,
                slug=slug_for(entry.code),
                code=original.code if original else entry.code,
                locale=locale_of(entry.language),
                translation_key=original.translation_key if original else uuid.uuid4(),
                summary=entry.summary or "",
                lead_image=original.lead_image if original else None,
                live=self.publish,
                has_unpublished_changes=not self.publish,
            )
            if self.publish:
                page.first_published_at = page.last_published_at = timezone.now()
            page.body = stream_data(entry.sections)
            if original is None:
                self._set_facts(page, self._facts(entry, None))
                self._set_rows(page, entry)
            else:
                one_for_all.take_over(original, page)
            self._set_words(page, entry)
            if entry.tags:
                page.tags.set(entry.tags)
            self._shelf(entry.language).add_child(instance=page)
            self._keep_new(page)
            versions.append(page)
        elif original is None:
            # A later line of the same code in a dry run is a translation of this one.
            versions.append(CasePage(code=entry.code, locale=locale_of(entry.language)))
        self.report.created += 1
        if original is not None:
            self._note_other_facts(entry, original)

    def _shelf(self, language: str) -> LibraryIndexPage:
        if language not in self.shelves:
            self.shelves[language] = library_index(language)
        return self.shelves[language]

    # Updating

    def _update(self, entry: Entry, page: CasePage, original: CasePage, versions: list[CasePage]) -> None:
        if page.pk is None:  # the page that a dry run only imagined
            self.report.updated += 1
            return
        is_original = page.pk == original.pk
        if not is_original:
            self._note_other_facts(entry, original)
        facts = self._facts(entry, facts_of(page)) if is_original else facts_of(original)
        if self._is_left_alone(entry, page, facts):
            self.report.unchanged += 1
            return
        facts_changed = facts != facts_of(page)
        must_publish = self.publish and (not page.live or page.has_unpublished_changes)
        if not (self._prose_differs(entry, page) or facts_changed or must_publish):
            self.report.unchanged += 1
            return
        self.report.updated += 1
        if self.dry_run:
            return
        self._write(page, entry, facts, None if is_original else original)
        if is_original:
            # Publishing has passed its facts on; what is compared with the next lines has them, too.
            for sibling in versions[1:]:
                one_for_all.take_over(page, sibling)

    def _is_left_alone(self, entry: Entry, page: CasePage, facts: dict[str, Any]) -> bool:
        """Whether the page is somebody's work in progress: locked, or published with a draft that is not this line."""
        if page.locked:
            self.report.notes.append(Problem(entry.line, "", _("the page is locked, so it was left alone")))
            return True
        published = self.published.get(page.pk)
        if published is None or not page.has_unpublished_changes:
            return False
        if not self._prose_differs(entry, published) and facts == facts_of(published):
            return True  # readers see this line already; the draft goes on
        if self._prose_differs(entry, page):
            self.report.notes.append(
                Problem(entry.line, "", _("the page has a draft that nobody published yet, so it was left alone"))
            )
            return True
        return False

    def _text_differs(self, entry: Entry, page: CasePage) -> bool:
        sections = sections_of(page.body)
        if entry.has_named_sections:
            return sections != list(entry.sections)
        return joined(sections) != joined(entry.sections)

    def _prose_differs(self, entry: Entry, page: CasePage) -> bool:
        stored = prose_of(page)
        return (
            self._text_differs(entry, page)
            or stored["title"] != entry.title
            or (entry.summary is not None and stored["summary"] != entry.summary)
            or (entry.tags is not None and _folded(stored["tags"]) != _folded(entry.tags))
            or any(entry.columns[name] != stored[name] for name in PROSE if name in entry.columns)
            or any(self._words_differ(entry, stored[name], name) for name in parts.WORDED if name in entry.rows)
        )

    def _words_differ(self, entry: Entry, stored: tuple[parts.Row, ...], name: str) -> bool:
        """How many rows there are is a fact, so only those are compared that are in both."""
        pairs = zip(entry.rows[name], stored, strict=False)
        return any(_words(row, name) != kept for row, kept in pairs)

    def _write(self, page: CasePage, entry: Entry, facts: dict[str, Any], original: CasePage | None) -> None:
        page.title = page.draft_title = entry.title
        if entry.summary is not None:
            page.summary = entry.summary
        if self._text_differs(entry, page):
            page.body = renewed(page.body, entry.sections)
        page.change_level = self.level
        if entry.tags is not None:
            page.tags.set(entry.tags)
        if original is None:
            self._set_facts(page, facts)
            self._set_rows(page, entry)
        else:
            one_for_all.take_over(original, page)
        self._set_words(page, entry)
        self._keep(page)

    def _set_words(self, page: CasePage, entry: Entry) -> None:
        """The words of the template; those of rows by the rows' order."""
        for name in PROSE:
            if name in entry.columns:
                setattr(page, name, entry.columns[name])
        for name in parts.WORDED:
            rows = list(getattr(page, name).all())
            for row, given in zip(rows, entry.rows.get(name, ()), strict=False):
                for column, text in _words(given, name).items():
                    setattr(row, column, text)
            if name in entry.rows:
                getattr(page, name).set(rows)

    def _set_rows(self, page: CasePage, entry: Entry) -> None:
        """The rows of an original: those that stay the same keep their identity, and so their translations."""
        for name, given in entry.rows.items():
            columns = parts.columns_of(parts.model_of(name))
            wanted = [{column: row.get(column, parts.default_of(name, column)) for column in columns} for row in given]
            if parts.rows_of(page, name, columns) == tuple(wanted):
                continue
            stored = parts.carried(page, name)
            kept = [row for row in getattr(page, name).all() if row not in stored]
            rows = []
            for values, found in zip(wanted, _matched(wanted, stored, name), strict=True):
                row = found or parts.model_of(name)()
                for column, value in values.items():
                    setattr(row, column, self._concept(value) if column == "concept" else value)
                rows.append(row)
            for number, row in enumerate([*rows, *kept]):
                row.sort_order = number
            getattr(page, name).set([*rows, *kept])

    def _concept(self, code: str) -> Concept:
        if code not in self.concepts:
            self.concepts[code] = Concept.objects.get(code=code)
        return self.concepts[code]

    # Facts

    def _facts(self, entry: Entry, stored: dict[str, Any] | None) -> dict[str, Any]:
        facts = dict(stored or _UNSAID)
        if entry.themes is not None:
            facts["themes"] = sorted(entry.themes)
        if entry.countries is not None:
            facts["countries"] = sorted(entry.countries)
        if entry.published_on is not None:
            facts["published_on"] = entry.published_on
        if entry.licence is not None:
            facts["licence"] = entry.licence
        if entry.evidence is not None:
            facts["evidence"] = entry.evidence
        facts |= {name: value for name, value in entry.columns.items() if name in FACTS}
        for name, rows in entry.rows.items():
            columns = parts.facts_of_rows(name)
            facts[name] = tuple(
                {column: row.get(column, parts.default_of(name, column)) for column in columns} for row in rows
            )
        return facts

    def _set_facts(self, page: CasePage, facts: dict[str, Any]) -> None:
        page.themes.set([self.themes[code] for code in facts["themes"]])
        page.countries.set([self.countries[code] for code in facts["countries"]])
        page.published_on = facts["published_on"]
        page.licence = facts["licence"]
        page.evidence_level = facts["evidence"]
        for name in FACTS:
            setattr(page, name, facts[name])

    def _note_other_facts(self, entry: Entry, original: CasePage) -> None:
        if original.pk is None:
            return
        stored = facts_of(original)
        for name, value in self._facts(entry, stored).items():
            if name in parts.ROWS and name in entry.rows:
                # What a translation's row does not say is no contradiction.
                differs = len(value) != len(stored[name]) or any(
                    row[column] != kept[column]
                    for row, kept, given in zip(value, stored[name], entry.rows[name], strict=True)
                    for column in given
                    if column in kept
                )
            else:
                differs = value != stored[name]
            if differs:
                self.report.notes.append(
                    Problem(
                        entry.line,
                        name,
                        _("differs from the original in %(language)s, whose facts hold for all languages")
                        % {"language": original.locale.language_code},
                    )
                )

    # Keeping

    def _keep_new(self, page: CasePage) -> None:
        """A new page was stored live or as a draft already; it only lacks its first revision. Wagtail's own way (draft,
        revision, publish) writes the page three times over, which doubles the time of a large import."""
        revision = page.save_revision(clean=False, changed=False)
        if self.publish:
            page.live_revision = revision
            page.save(update_fields=["live_revision"], clean=False)
            log(instance=page, action="wagtail.publish", revision=revision)
            page_published.send(sender=CasePage, instance=page, revision=revision)

    def _keep(self, page: CasePage, *, publish: bool | None = None) -> None:
        revision = page.save_revision(clean=False)
        if self.publish if publish is None else publish:
            revision.publish(log_action="wagtail.publish")
            page.refresh_from_db(fields=["live", "has_unpublished_changes"])
        else:
            note_written(page, revision=revision)
