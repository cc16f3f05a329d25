"""Says what is wrong with the catalogues, in sentences that begin with file and line."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cms.catalogues import placeholders
from cms.catalogues.entries import Catalogue, Entry
from cms.catalogues.extracting import PLACES, Messages, misuses_of_python, source_files
from cms.catalogues.pofiles import (
    CatalogueError,
    catalogue_files,
    expected_plural_count,
    plural_forms,
    read_catalogue,
)

# Thai and Lao look alike and have neighbouring code blocks: a letter from the other one is a slip that no reader of
# English sees. The vowel am is one letter in both, though two others look the same.
THAI = range(0x0E01, 0x0E5C)
LAO = range(0x0E81, 0x0EE0)
FOREIGN_LETTERS = {"th": ("Lao", LAO), "lo": ("Thai", THAI), "vi": ("Thai or Lao", range(THAI.start, LAO.stop))}
SPLIT_AM = ("\u0e4d\u0e32", "\u0ecd\u0eb2")


@dataclass(frozen=True, kw_only=True)
class Problem:
    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


def check_catalogues(locale_folder: Path, messages: Messages) -> list[Problem]:
    """Every problem of every catalogue below `locale_folder`, measured against the messages of the code."""
    problems = []
    for name, file in catalogue_files(locale_folder).items():
        try:
            catalogue = read_catalogue(file)
        except CatalogueError as error:
            problems.append(Problem(file=file, line=0, text=f"cannot be read: {error}"))
            continue
        problems += [Problem(file=file, line=line, text=text) for line, text in _faults(catalogue, messages, name)]
    return problems


def check_sources(root: Path, messages: Messages, places: Iterable[str] = PLACES) -> list[Problem]:
    """Messages that gettext cannot find or cannot tell apart, in the code itself."""
    problems = [Problem(file=root / name, line=0, text=text) for name, text in messages.conflicts]
    for file in source_files(root, places):
        if file.suffix == ".py":
            misuses = misuses_of_python(file.read_text(encoding="utf-8"))
            problems += [Problem(file=file, line=line, text=text) for line, text in misuses]
    return problems


def faults_of_translation(entry: Entry, locale_name: str) -> Iterator[str]:
    """What is wrong with the translations of one entry that has them."""
    for translation in entry.translations:
        yield from _placeholder_faults(entry, translation, has_one_form=len(entry.translations) == 1)
        yield from _white_space_faults(entry, translation)
        yield from _letter_faults(translation, locale_name)


def _faults(catalogue: Catalogue, messages: Messages, locale_name: str) -> Iterator[tuple[int, str]]:
    expected = expected_plural_count(locale_name)
    if catalogue.plural_count != expected:
        yield 1, f"the header says {catalogue.plural_count} plural forms; it must be: {plural_forms(locale_name)}"
    for entry in messages.entries.values():
        if entry.key not in catalogue.entries:
            yield 0, f"not in the catalogue, run `manage.py catalogues update`: {_shown(entry)}"
    for entry in catalogue.obsolete:
        yield entry.line, f"obsolete, run `manage.py catalogues update`: {_shown(entry)}"
    for entry in catalogue.repeated:
        yield entry.line, f"a second time in the file: {_shown(entry)}"
    for entry in catalogue.entries.values():
        yield from ((entry.line, f"{fault}: {_shown(entry)}") for fault in _entry_faults(entry, messages, locale_name))


def _entry_faults(entry: Entry, messages: Messages, locale_name: str) -> Iterator[str]:
    in_code = messages.entries.get(entry.key)
    if in_code is None:
        yield "no longer in the code, run `manage.py catalogues update`"
        return
    if in_code.plural != entry.plural:
        yield f"the code has the plural {in_code.plural!r}, run `manage.py catalogues update`"
    expected = 1 if entry.plural is None else expected_plural_count(locale_name)
    if len(entry.translations) != expected:
        yield f"{len(entry.translations)} plural forms instead of {expected}"
    if entry.is_fuzzy:
        yield "fuzzy"
    if entry.is_translated:
        yield from faults_of_translation(entry, locale_name)
    else:
        yield "not translated"


def _placeholder_faults(entry: Entry, translation: str, *, has_one_form: bool) -> Iterator[str]:
    # Where a language has one form, it stands for every number and needs what the plural has. Where it has several,
    # the form for one may leave the number out, as the singular does.
    texts = [entry.msgid] if entry.plural is None else [entry.msgid, entry.plural]
    models = texts[-1:] if has_one_form else texts
    found = placeholders.named(translation)
    missing = set[str].intersection(*map(placeholders.named, models)) - found
    if missing:
        yield f"the translation lacks {', '.join(sorted(missing))}"
    unknown = found - set[str]().union(*map(placeholders.named, texts))
    if unknown:
        yield f"the translation has {', '.join(sorted(unknown))}, which the text has not"
    for what, find in {"placeholders": placeholders.nameless, "tags": placeholders.tags}.items():
        if find(translation) not in [find(model) for model in models]:
            there, here = (" ".join(find(text)) or "none" for text in (models[-1], translation))
            yield f"the text has the {what} {there}, the translation {here}"
    if any(map(placeholders.is_percent_format, texts)) and placeholders.stray_percent_signs(translation):
        yield "a lone % in the translation, write %%"


def _white_space_faults(entry: Entry, translation: str) -> Iterator[str]:
    text = entry.msgid
    if _left_margin(text) != _left_margin(translation):
        yield f"begins with {_left_margin(translation)!r}, the text with {_left_margin(text)!r}"
    if _right_margin(text) != _right_margin(translation):
        yield f"ends with {_right_margin(translation)!r}, the text with {_right_margin(text)!r}"


def _letter_faults(translation: str, locale_name: str) -> Iterator[str]:
    script, letters = FOREIGN_LETTERS.get(locale_name.partition("_")[0], ("", range(0)))
    foreign = sorted({character for character in translation if ord(character) in letters})
    if foreign:
        yield f"has {script} letters ({' '.join(foreign)})"
    if unicodedata.normalize("NFC", translation) != translation:
        yield "is not in Unicode's normal form C"
    if any(pair in translation for pair in SPLIT_AM):
        yield "has the vowel am as two characters"


def _left_margin(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _right_margin(text: str) -> str:
    return text[len(text.rstrip()) :]


def _shown(entry: Entry) -> str:
    text = repr(entry.msgid)
    return text if entry.context is None else f"{text} (context {entry.context!r})"
