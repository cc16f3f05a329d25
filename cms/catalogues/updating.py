"""Brings the catalogues up to what the code says."""

from dataclasses import dataclass, replace
from pathlib import Path

from cms.catalogues.entries import Catalogue, Entry
from cms.catalogues.extracting import Messages
from cms.catalogues.pofiles import FILE, catalogue_files, expected_plural_count, read_catalogue, write_catalogue


@dataclass(frozen=True, kw_only=True)
class Update:
    """What happened to one catalogue."""

    file: Path
    changed: bool
    total: int
    added: int
    dropped: int
    untranslated: int


def update_catalogues(locale_folder: Path, messages: Messages, *, new_language: str | None = None) -> list[Update]:
    """Merges the messages into every catalogue below `locale_folder`, and starts one for `new_language`.

    `new_language` is the name of a folder, as `django.utils.translation.to_locale` gives it. Raises CatalogueError for
    a catalogue that cannot be read, before any file is written.
    """
    files = catalogue_files(locale_folder)
    if new_language:
        files.setdefault(new_language, locale_folder / new_language / FILE)
    old = {name: read_catalogue(file) if file.exists() else Catalogue() for name, file in files.items()}
    updates = []
    for name, file in files.items():
        new = merged(old[name], messages, plural_count=expected_plural_count(name))
        updates.append(
            Update(
                file=file,
                changed=write_catalogue(file, new, locale_name=name),
                total=len(new.entries),
                added=len(new.entries.keys() - old[name].entries.keys()),
                dropped=len(old[name].entries.keys() - new.entries.keys()),
                untranslated=sum(not entry.is_translated or entry.is_fuzzy for entry in new.entries.values()),
            )
        )
    return updates


def merged(old: Catalogue, messages: Messages, *, plural_count: int) -> Catalogue:
    """The catalogue of `messages` with the translations of `old`; what is in `old` alone is dropped."""
    entries = {key: _merged_entry(entry, old.entries.get(key), plural_count) for key, entry in messages.entries.items()}
    return replace(old, plural_count=plural_count, entries=entries, obsolete=[], repeated=[])


def _merged_entry(entry: Entry, old: Entry | None, plural_count: int) -> Entry:
    count = 1 if entry.plural is None else plural_count
    if old is None:
        return replace(entry, translations=("",) * count)
    translations = (old.translations + ("",) * count)[:count]
    # The same msgid with another plural: the translation may no longer say the right thing, someone has to look.
    needs_a_look = old.plural != entry.plural and any(translations)
    return replace(
        entry,
        translations=translations,
        is_fuzzy=old.is_fuzzy or needs_a_look,
        comments_from_translators=old.comments_from_translators,
    )
