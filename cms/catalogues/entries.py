"""What a message is, in the code and in a catalogue."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Key(NamedTuple):
    """What gettext looks a message up by. A plural is found by its singular, so it is no part of the key."""

    msgid: str
    context: str | None = None

    def sort_key(self) -> tuple[str, str]:
        return self.msgid, self.context or ""


@dataclass(kw_only=True)
class Entry:
    """One message. `translations` has one text, or one for each plural form if the message has a plural."""

    msgid: str
    context: str | None = None
    plural: str | None = None
    translations: tuple[str, ...] = ("",)
    is_fuzzy: bool = False
    files: tuple[str, ...] = ()
    comments_from_code: tuple[str, ...] = ()
    comments_from_translators: tuple[str, ...] = ()
    line: int = 0
    "Line of the msgid in the catalogue, 0 when it was not read from one."

    @property
    def key(self) -> Key:
        return Key(self.msgid, self.context)

    @property
    def is_translated(self) -> bool:
        return all(self.translations)


@dataclass(kw_only=True)
class Catalogue:
    """One `django.po`. `plural_count` is what its header declares."""

    plural_count: int = 1
    header_comment: str = ""
    last_translator: str = ""
    language_team: str = ""
    entries: dict[Key, Entry] = field(default_factory=dict)
    obsolete: list[Entry] = field(default_factory=list)
    repeated: list[Entry] = field(default_factory=list)
    "Entries whose key had been seen further up in the file; the first one is kept."
