"""What is decided about every table that points to a person: what happens to its rows when an account is deleted, and
what of them stands in the file that people get of their own data.

Each app says it in its own `personal_data.py`; `privacy.registry` collects them. A table without a decision fails a
test (`tests/people/test_decisions.py`), so that nobody forgets one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any


class Erasing(Enum):
    """What happens to a row when the person goes."""

    DELETE = "delete"
    """The row is about the person: it goes, and its files."""
    UNLINK = "unlink"
    """The row is others' as well, or a record of what was done: it stays and names nobody."""


@dataclass(frozen=True)
class Rows:
    """What hangs on the rows of a table and names no person itself: their children, or what they are linked with.

    :param relation: its way from the row, as `languages` or `poll__options`
    :param gives: as those of `Table`
    """

    relation: str
    gives: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One column that points to a person.

    :param model: as `community.Post`
    :param person: name of the field that points to the person
    :param why: the reason for the decision, for the people who read `docs/privacy.md`
    :param gives: fields that stand in the person's own file, also of rows that this one points to
        (`thread__community__slug`); none: the row says nothing about the person that is theirs to have (`why` says so)
    :param files: file fields among them: they lie beside the rows in the zip, and go with a row that is deleted
    :param children: what else stands in the person's own file with the row
    :param what: a lazy translation: what the rows are, for the person whose they are
    """

    model: str
    person: str
    erasing: Erasing
    why: str
    gives: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    children: tuple[Rows, ...] = ()
    what: Any = ""


Step = Callable[..., Iterator[None] | None]
"""`step(person, *, removes_posts: bool)`: what deleting and unlinking rows does not do — names that stand in texts,
counters, lists of ids in JSON. All steps come before the rows. Each runs in a transaction; a generator ends it with
each `yield` and goes on in another, so that nobody waits for a hundred thousand rows. It may be killed at any line and
is then begun anew: it finds by itself what is left to do, and does nothing the second time."""


@dataclass(frozen=True)
class InWords:
    """What happens to a kind of data when an account is deleted, for the person who is about to do it.

    :param says: a lazy translation, a whole sentence
    """

    erasing: Erasing
    says: Any


@dataclass(frozen=True)
class LeftBehind:
    """Something that the person may want to see to before they go; nothing waits for it.

    :param says: sentences for the person, in the language that is active
    :param url: where they can see to it
    :param for_staff: a sentence for administrators, who do not read who leaves; empty: it does not concern them
    """

    says: str
    url: str
    for_staff: str = ""


LeavesBehind = Callable[[Any], Iterable[LeftBehind]]
"""Of a person, in no more than a few queries."""


@dataclass(frozen=True)
class Loose:
    """Where a person's address or name stands without pointing to them, and what takes it away.

    :param model: as `community.OutgoingMail`
    :param fields: the columns
    :param how: for the people who read `docs/privacy.md`
    """

    model: str
    fields: tuple[str, ...]
    how: str


@dataclass(frozen=True)
class Retention:
    """How long something is kept, and the verb that forgets what is older (`manage.py run_due`).

    :param forget: returns how many rows or files went
    """

    what: Any  # a lazy translation: people read it on the page about privacy
    days: int
    forget: Callable[[], int]


@dataclass(frozen=True)
class Given:
    """What somebody agreed to, or not, where the thing itself is.

    :param what: translated
    :param answer: translated
    :param since: when they said it, where that is known
    :param url: where they can change it; "" where only an editor can
    """

    what: str
    answer: str
    since: datetime | None = None
    url: str = ""


Consents = Callable[[Any], Iterable[Given]]
"""`consents(person)`: what they agreed to in this app."""
