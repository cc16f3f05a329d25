"""Reads and writes `locale/*/LC_MESSAGES/django.po`.

The writer is ours because a catalogue must come out the same on every machine and every day: no dates, no version of
the tool, no line numbers, no wrapped lines, so that a diff shows translations and nothing else.
"""

from collections.abc import Iterator
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, PoFileParser, normalize

from cms.catalogues import placeholders
from cms.catalogues.entries import Catalogue, Entry

FILE = Path("LC_MESSAGES") / "django.po"


class CatalogueError(Exception):
    """A catalogue that cannot be read; the text names the file, the line and the reason."""


class _RecordingCatalog(Catalog):
    """Remembers messages that are in the file twice, as a merge leaves them; Babel would melt them into one."""

    def __init__(self) -> None:
        super().__init__(header_comment="")
        self.last_translator = self.language_team = ""  # instead of Babel's "FULL NAME <EMAIL@ADDRESS>"
        self.repeated: list[Message] = []

    def __setitem__(self, id: str | tuple[str, ...] | list[str], message: Message) -> None:  # noqa: A002
        if message.id and self.get(message.id, message.context):
            self.repeated.append(message)
        else:
            super().__setitem__(id, message)


def catalogue_files(locale_folder: Path) -> dict[str, Path]:
    """The catalogues there are: name of the language's folder (`th`, `zh_Hans`) to `django.po`."""
    return {file.parent.parent.name: file for file in sorted(locale_folder.glob(f"*/{FILE.as_posix()}"))}


def plural_forms(locale_name: str) -> str:
    """The `Plural-Forms` header of a language, e.g. "nplurals=1; plural=0;" for Thai."""
    try:
        has_one_form = not Locale.parse(locale_name).plural_form.tags
    except UnknownLocaleError:
        has_one_form = False
    return "nplurals=1; plural=0;" if has_one_form else str(get_plural(locale_name))


def expected_plural_count(locale_name: str) -> int:
    return int(plural_forms(locale_name).removeprefix("nplurals=").split(";")[0])


def read_catalogue(file: Path) -> Catalogue:
    """Raises CatalogueError for a file that is no catalogue."""
    catalog = _RecordingCatalog()
    try:
        PoFileParser(catalog, abort_invalid=True).parse(file.read_text(encoding="utf-8").split("\n"))
    except PoFileError as error:
        raise CatalogueError(f"{file}:{error.lineno + 1}: {error}") from error
    except (UnicodeDecodeError, ValueError, IndexError) as error:
        raise CatalogueError(f"{file}: {error}") from error
    return Catalogue(
        plural_count=catalog.num_plurals,
        header_comment=catalog.header_comment,
        last_translator=catalog.last_translator,
        language_team=catalog.language_team,
        entries={entry.key: entry for entry in (_entry(message) for message in catalog if message.id)},
        obsolete=[_entry(message) for message in catalog.obsolete.values()],
        repeated=[_entry(message) for message in catalog.repeated],
    )


def write_catalogue(file: Path, catalogue: Catalogue, *, locale_name: str) -> bool:
    """Returns whether the file changed. A file that is right is not touched, so that make sees nothing new."""
    text = format_catalogue(catalogue, locale_name=locale_name)
    if file.exists() and file.read_bytes() == text.encode():
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    return True


def format_catalogue(catalogue: Catalogue, *, locale_name: str) -> str:
    """The text of `django.po`, sorted by msgid and context. Obsolete entries are left out."""
    entries = sorted(catalogue.entries.values(), key=lambda entry: entry.key.sort_key())
    blocks = [_header(catalogue, locale_name), *("\n".join(_lines(entry)) for entry in entries)]
    return "\n\n".join(blocks) + "\n"


def _entry(message: Message) -> Entry:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    return Entry(
        msgid=ids[0],
        plural=ids[1] if len(ids) > 1 else None,
        context=message.context,
        translations=tuple(texts),
        is_fuzzy=message.fuzzy,
        files=tuple(name for name, _line in message.locations),
        comments_from_code=tuple(message.auto_comments),
        comments_from_translators=tuple(comment for comment in message.user_comments if comment),
        line=message.lineno or 0,
    )


def _header(catalogue: Catalogue, locale_name: str) -> str:
    values = {
        "Project-Id-Version": "Rutero",
        "Last-Translator": catalogue.last_translator,
        "Language-Team": catalogue.language_team,
        "Language": locale_name,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(locale_name),
    }
    lines = [f"{name}: {value}\n" for name, value in values.items() if value]
    comment = catalogue.header_comment.strip()
    return "\n".join(filter(None, [comment, 'msgid ""', f"msgstr {normalize(''.join(lines), width=0)}"]))


def _lines(entry: Entry) -> Iterator[str]:
    yield from (f"# {comment}" for comment in entry.comments_from_translators)
    yield from (f"#. {comment}" for comment in entry.comments_from_code)
    yield from (f"#: {name}" for name in entry.files)
    flags = list(_flags(entry))
    if flags:
        yield f"#, {', '.join(flags)}"
    if entry.context is not None:
        yield f"msgctxt {normalize(entry.context, width=0)}"
    yield f"msgid {normalize(entry.msgid, width=0)}"
    if entry.plural is None:
        yield f"msgstr {normalize(entry.translations[0], width=0)}"
        return
    yield f"msgid_plural {normalize(entry.plural, width=0)}"
    for number, translation in enumerate(entry.translations):
        yield f"msgstr[{number}] {normalize(translation, width=0)}"


def _flags(entry: Entry) -> Iterator[str]:
    texts = [entry.msgid, entry.plural or ""]
    if entry.is_fuzzy:
        yield "fuzzy"
    if any(placeholders.is_percent_format(text) for text in texts):
        yield "python-format"
    if any(placeholders.is_brace_format(text) for text in texts):
        yield "python-brace-format"
