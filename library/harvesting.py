"""OAI-PMH 2.0: what a harvester may ask, and which records answer it.

Source of every rule: "The Open Archives Initiative Protocol for Metadata Harvesting", version 2.0 of 2002-06-14,
http://www.openarchives.org/OAI/openarchivesprotocol.html. `views/harvest.py` writes the XML.

A record is a practice with all its languages. Its datestamp is when what everybody can read of it changed last; one
that is not public any more is a deleted record, for ever. Resumption tokens hold the whole question and the last record
given, so that no server keeps anything and a token serves after a restart, too.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from library.disclosing import COUNTRY, THEME
from library.models import Disclosure, DisclosureSet, Theme
from library.models.case import CODE_PATTERN, slug_for
from library.practices import Practice, practices_coded
from search import languages

PREFIX = "oai_dc"
PAGE_SIZE = 100
_FORM = "1"
"""Of the resumption tokens: older ones are refused."""
# As the protocol's schema has them: anything else could not even be repeated in the answer.
_WORD = r"[A-Za-z0-9\-_.!~*'()]+"
SET_PATTERN = rf"{_WORD}(:{_WORD})*\Z"
FORMAT_PATTERN = rf"{_WORD}\Z"


@dataclass(frozen=True, slots=True)
class Verb:
    """Its arguments (section 4). An exclusive one stands alone beside the verb."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    exclusive: str = ""


VERBS = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(optional=("identifier",)),
    "ListSets": Verb(exclusive="resumptionToken"),
    "GetRecord": Verb(required=("identifier", "metadataPrefix")),
    "ListIdentifiers": Verb(
        required=("metadataPrefix",), optional=("from", "until", "set"), exclusive="resumptionToken"
    ),
    "ListRecords": Verb(required=("metadataPrefix",), optional=("from", "until", "set"), exclusive="resumptionToken"),
}


class ProtocolError(Exception):
    """A code of section 3.6 and a sentence, in English as harvesters' logs are.

    `noSetHierarchy` and `noMetadataFormats` cannot happen here: there are sets, and every record is in `oai_dc`.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Record:
    """`practice` is None for a deleted record."""

    row: Disclosure
    specs: tuple[str, ...]
    practice: Practice | None

    @property
    def datestamp(self) -> str:
        return utc(self.row.changed_at)


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list. `token` is empty on the last page, None when the list is complete in one."""

    records: tuple[Record, ...]
    token: str | None
    cursor: int
    complete_size: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records: `since` and `until` inclusive, in UTC; then, of a list under way, after which one."""

    since: datetime | None = None
    until: datetime | None = None
    spec: str = ""
    after: tuple[datetime, int] | None = None
    cursor: int = 0
    size: int = 0


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(arguments: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, str]]:
    """The verb and its other arguments. Raises ProtocolError (badVerb, badArgument)."""
    given = arguments.get("verb", [])
    if len(given) != 1 or given[0] not in VERBS:
        raise ProtocolError("badVerb", f"One verb, please: {', '.join(VERBS)}.")
    name = given[0]
    verb = VERBS[name]
    others = {key: values for key, values in arguments.items() if key != "verb"}
    if repeated := [key for key, values in others.items() if len(values) > 1]:
        raise ProtocolError("badArgument", f"Given more than once: {', '.join(repeated)}.")
    single = {key: values[0] for key, values in others.items() if values}
    known = {*verb.required, *verb.optional, verb.exclusive}
    if unknown := single.keys() - known:
        raise ProtocolError("badArgument", f"{name} has no argument {', '.join(sorted(unknown))[:100]}.")
    if verb.exclusive in single:
        if len(single) > 1:
            raise ProtocolError("badArgument", f"{verb.exclusive} stands alone.")
        return name, single
    if missing := [key for key in verb.required if key not in single]:
        raise ProtocolError("badArgument", f"{name} needs {', '.join(missing)}.")
    for key, pattern in (("set", SET_PATTERN), ("metadataPrefix", FORMAT_PATTERN)):
        if key in single and not re.match(pattern, single[key]):
            raise ProtocolError("badArgument", f"{key} has characters that it may not have.")
    return name, single


def check_format(prefix: str) -> None:
    if prefix != PREFIX:
        raise ProtocolError("cannotDisseminateFormat", f"Only {PREFIX} is offered.")


# Identifiers


def identifier(host: str, code: str) -> str:
    return f"oai:{host}:{code}"


def record(name: str, host: str) -> Record:
    """The record with this identifier. Raises ProtocolError (idDoesNotExist)."""
    start = identifier(host, "")
    code = name[len(start) :] if name.startswith(start) else ""
    row = Disclosure.objects.filter(slug=slug_for(code)).first() if re.match(CODE_PATTERN, code) else None
    if row is None:
        raise ProtocolError("idDoesNotExist", "There is no such record.")
    return _records([row])[0]


def _records(rows: Sequence[Disclosure]) -> list[Record]:
    """A fixed number of queries."""
    specs: dict[int, list[str]] = {}
    for owner, spec in (
        DisclosureSet.objects.filter(disclosure__in=rows).order_by("spec").values_list("disclosure", "spec")
    ):
        specs.setdefault(owner, []).append(spec)
    public = practices_coded([row.slug for row in rows])
    return [Record(row, tuple(specs.get(row.pk, ())), public.get(row.slug)) for row in rows]


def earliest() -> datetime:
    """No record has an earlier datestamp."""
    return Disclosure.objects.aggregate(first=Min("changed_at"))["first"] or timezone.now()


# Sets


def sets() -> list[tuple[str, str]]:
    """(setSpec, setName), the names in the site's first language: the protocol has one name a set."""
    used = set(DisclosureSet.objects.values_list("spec", flat=True).distinct())
    theme_names = {theme.code: theme.name_in(settings.LANGUAGE_CODE) for theme in Theme.objects.named()}

    def name(spec: str) -> str:
        kind, _colon, code = spec.partition(":")
        if kind == COUNTRY:
            return languages.country_name(code, settings.LANGUAGE_CODE)
        return theme_names.get(code, code)

    return [
        (THEME, "Themes"),
        (COUNTRY, "Countries"),
        *((spec, name(spec)) for spec in sorted(used)),
    ]


# Lists


def select(arguments: Mapping[str, str]) -> Selection:
    """From the arguments of a list request. Raises ProtocolError."""
    if "resumptionToken" in arguments:
        return _resumed(arguments["resumptionToken"])
    check_format(arguments["metadataPrefix"])
    since, until = arguments.get("from"), arguments.get("until")
    if since is not None and until is not None and len(since) != len(until):
        raise ProtocolError("badArgument", "from and until must have the same granularity.")
    first = _moment(since, "from") if since is not None else None
    last = _moment(until, "until", is_end=True) if until is not None else None
    if first and last and first > last:
        raise ProtocolError("badArgument", "from must not be later than until.")
    return Selection(first, last, arguments.get("set", ""))


_DAY, _SECOND = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def _moment(raw: str, name: str, *, is_end: bool = False) -> datetime:
    """A day (its end for `until`) or a second (its end: datestamps have fractions that nobody is shown)."""
    for pattern, form, length in (
        (_DAY, "%Y-%m-%d", timedelta(days=1)),
        (_SECOND, "%Y-%m-%dT%H:%M:%SZ", timedelta(seconds=1)),
    ):
        if not pattern.fullmatch(raw):
            continue
        try:
            moment = datetime.strptime(raw, form).replace(tzinfo=UTC)
        except ValueError:
            break
        return moment + (length - timedelta(microseconds=1)) if is_end else moment
    raise ProtocolError("badArgument", f"{name} must be YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")


def page(selection: Selection) -> Page:
    """The next part of a list. Raises ProtocolError (noRecordsMatch)."""
    rows = _selected(selection)
    # Counted once a list: the number goes along in the token. It is an estimate, as the protocol allows.
    size = selection.size or rows.count()
    if selection.after:
        moment, number = selection.after
        rows = rows.filter(Q(changed_at__gt=moment) | Q(changed_at=moment, pk__gt=number))
    part = list(rows.order_by("changed_at", "pk")[: PAGE_SIZE + 1])
    if not part:
        raise ProtocolError("noRecordsMatch", "No record matches.")
    more, part = part[PAGE_SIZE:], part[:PAGE_SIZE]
    token = _token(selection, part[-1], selection.cursor + len(part), size) if more else ""
    return Page(
        records=tuple(_records(part)),
        token=token if more or selection.after else None,
        cursor=selection.cursor,
        complete_size=max(size, selection.cursor + len(part) + len(more)),
    )


def _selected(selection: Selection) -> QuerySet[Disclosure]:
    rows = Disclosure.objects.all()
    if selection.since:
        rows = rows.filter(changed_at__gte=selection.since)
    if selection.until:
        rows = rows.filter(changed_at__lte=selection.until)
    if selection.spec:
        # A set holds what its subsets hold.
        within = DisclosureSet.objects.filter(Q(spec=selection.spec) | Q(spec__startswith=f"{selection.spec}:")).values(
            "disclosure"
        )
        rows = rows.filter(pk__in=within)
    return rows


def _token(selection: Selection, last: Disclosure, cursor: int, size: int) -> str:
    said = [
        _FORM,
        *(moment.isoformat() if moment else None for moment in (selection.since, selection.until)),
        selection.spec,
        last.changed_at.isoformat(),
        last.pk,
        cursor,
        size,
    ]
    packed = json.dumps(said, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _resumed(token: str) -> Selection:
    """Holds nothing secret and decides nothing but what the harvester may ask anyway, so it is not signed."""
    refusal = ProtocolError("badResumptionToken", "This token is not one of ours.")
    try:
        said: list[Any] = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True))
        version, since, until, spec, moment, number, cursor, size = said
        moments = [one and datetime.fromisoformat(one) for one in (since, until, moment)]
    except (ValueError, TypeError, RecursionError) as error:
        raise refusal from error
    is_ours = (
        version == _FORM
        and isinstance(spec, str)
        and (not spec or re.match(SET_PATTERN, spec))
        and moments[2]
        and all(one is None or timezone.is_aware(one) for one in moments)
        and all(type(value) is int and 0 <= value < 2**63 for value in (number, cursor, size))
    )
    if not is_ours:
        raise refusal
    return Selection(moments[0], moments[1], spec, after=(moments[2], number), cursor=cursor, size=size)
