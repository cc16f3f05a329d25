"""SKOS and SKOS-XL from RDF/XML, Turtle and N-Triples into a spool, triple by triple.

rdflib's parsers read; no graph is built. What they lack for long and for damaged files is around them:

* N-Triples: a line is a triple; lines whose predicate says nothing about labels or relations are not parsed at all.
* Turtle: rdflib wants the whole text at once, so it gets the file in pieces that end where a statement ends. A piece
  with an error in it is read again statement by statement.
* RDF/XML: read as a stream; what is wrong in RDF is reported and passed over, what is wrong in XML ends the reading.

https://www.w3.org/TR/skos-reference/ (labels: 5, SKOS-XL: B), https://www.w3.org/TR/turtle/ (grammar: 6.5)
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any
from xml.sax import SAXException, SAXParseException, handler, make_parser, xmlreader

from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser
from rdflib.plugins.parsers.ntriples import W3CNTriplesParser
from rdflib.plugins.parsers.rdfxml import RDFXMLHandler
from rdflib.term import BNode, Literal

from search.normalising import normalise_name

from .files import Stream
from .report import Report
from .spool import Spool
from .tags import language_for

SKOS = "http://www.w3.org/2004/02/skos/core#"
XL = "http://www.w3.org/2008/05/skos-xl#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DEPRECATED = "http://www.w3.org/2002/07/owl#deprecated"

_LABELS = {
    f"{space}{kind}Label": name
    for space in (SKOS, XL)
    for kind, name in (("pref", "preferred"), ("alt", "alternative"), ("hidden", "hidden"))
}
_LITERAL_FORM = f"{XL}literalForm"
_RELATIONS = {f"{SKOS}{kind}": kind for kind in ("broader", "narrower", "related")}
_NO_CONCEPTS = frozenset(
    {f"{SKOS}ConceptScheme", f"{SKOS}Collection", f"{SKOS}OrderedCollection"}
    | {f"http://purl.org/iso25964/skos-thes#{name}" for name in ("ConceptGroup", "ThesaurusArray")}
)
WANTED = frozenset({*_LABELS, *_RELATIONS, _LITERAL_FORM, _TYPE, _DEPRECATED})

Progress = Callable[[str, int], None]
_STEP = 20_000  # triples or lines between two reports of progress

# Whatever a parser of rdflib raises about what it reads: its own errors, and those of the code it did not guard.
_ERRORS = (BadSyntax, ParserError, ValueError, LookupError, AssertionError, TypeError, AttributeError)


class Triples:
    """Where rdflib's parsers put triples: it has what they ask of a graph. Labels and relations go on to the spool."""

    def __init__(self, spool: Spool, report: Report, languages: tuple[str, ...], longest: int) -> None:
        self._spool = spool
        self._report = report
        self._languages = languages
        self._longest = longest

    def bind(self, *names: Any, **options: Any) -> None:
        """Prefixes are the parser's own business."""

    def triple(self, subject: Any, predicate: Any, object_: Any) -> None:
        self.add((subject, predicate, object_))

    def add(self, triple: tuple[Any, Any, Any]) -> None:
        subject, predicate, object_ = triple
        name = str(predicate)
        if name not in WANTED:
            return
        if name == _LITERAL_FORM:
            if text := self._text(object_):
                self._spool.xl_text(_node(subject), *text)
        elif isinstance(subject, BNode):
            return  # a concept without a name cannot be found again by the next import
        elif name in _LABELS:
            self._label(str(subject), name, object_)
        elif name in _RELATIONS:
            if not isinstance(object_, (BNode, Literal)):
                self._spool.relate(str(subject), _RELATIONS[name], str(object_))
        elif name == _TYPE:
            if str(object_) in _NO_CONCEPTS:
                self._spool.exclude(str(subject))
        elif str(object_).lower() in ("true", "1"):
            self._spool.exclude(str(subject))
            self._report.left_out("concepts that are deprecated")

    def _label(self, concept: str, predicate: str, object_: Any) -> None:
        if predicate.startswith(XL):
            if not isinstance(object_, Literal):
                self._spool.xl_label(concept, _LABELS[predicate], _node(object_))
        elif text := self._text(object_):
            self._spool.label(concept, _LABELS[predicate], *text)

    def _text(self, literal: Any) -> tuple[str, str] | None:
        """Language and text of a label, or None when it is not for us."""
        if not isinstance(literal, Literal):
            self._report.left_out("labels that are no text")
            return None
        if not literal.language:
            self._report.left_out("labels without a language")
            return None
        language = language_for(literal.language, self._languages)
        if language is None:
            self._report.left_out("labels in other languages")
            return None
        text = normalise_name(str(literal))
        if not text or len(text) > self._longest:
            self._report.left_out(f"labels longer than {self._longest} characters" if text else "empty labels")
            return None
        return language, text


def _node(term: Any) -> str:
    return f"_:{term}" if isinstance(term, BNode) else str(term)


class _OwnNames(MutableMapping[str, BNode]):
    """Blank nodes keep the names they have in the file: nothing to remember, however many there are."""

    def __getitem__(self, name: str) -> BNode:
        return BNode(name)

    def __setitem__(self, name: str, node: BNode) -> None:
        pass

    def __delitem__(self, name: str) -> None:
        pass

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


# A line that is in shape and speaks of something else than labels and relations: subject, predicate, the rest, a stop.
_line = re.compile(rb"\s*(?:<[^<>\s]*>|_:\S+)\s*<([^<>\s]*)>\s*(\S.*?)\s*\.\s*(?:#.*)?", re.DOTALL)
_wanted = frozenset(name.encode() for name in WANTED)
_no_concepts = frozenset(f"<{name}>".encode() for name in _NO_CONCEPTS)


def _is_of_no_use(line: bytes) -> bool:
    found = _line.fullmatch(line)
    if found is None:
        return False
    predicate = found[1]
    return predicate not in _wanted or (predicate == _TYPE.encode() and found[2] not in _no_concepts)


def read_nt(stream: Stream, triples: Triples, report: Report, progress: Progress) -> None:
    parser = W3CNTriplesParser(sink=triples, bnode_context=_OwnNames())  # type: ignore[arg-type]
    number = 0
    for number, line in enumerate(stream, start=1):
        if number % _STEP == 0:
            progress("lines", number)
        if _is_of_no_use(line):
            continue
        try:
            parser.line = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            parser.parseline()
        except _ERRORS as error:
            report.unread(number, _why(error))
    progress("lines", number)


_PIECE = 1 << 18  # characters
_LONGEST_STATEMENT = 1 << 24

# The tokens of Turtle in which a stop means nothing, and the stop that ends a statement.
_token = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\''''
    r"""|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*\'"""
    r"""|<[^<>"{}|^`\s]*>|\#[^\n]*|\\.|(?P<stop>\.(?=[\s\#]))|[^"'<\#.\\]+|.""",
    re.DOTALL,
)
_not_utf8 = re.compile("[\ud800-\udfff]")


def _pieces(read: Callable[[int], str]) -> Iterator[list[str]]:
    """A Turtle text as lists of whole statements, each with what stands before it: comments, prefixes.

    :param read: gives up to so many bytes of text, "" at the end
    """
    rest = ""
    while True:
        more = read(max(_PIECE, len(rest)))
        rest += more
        statements, used = _statements(rest, is_last=not more)
        if statements:
            yield statements
        rest = rest[used:]
        if not more:
            return
        if len(rest) > _LONGEST_STATEMENT:  # a quote that is never closed
            yield [rest]
            rest = ""


def _statements(text: str, *, is_last: bool) -> tuple[list[str], int]:
    """The statements that end in `text` (when it is the last of the file, also what is left), and where they end."""
    statements = []
    start = 0
    # A token that touches the end may be half of one: `""` of `"""`, `<htt`, `.` of `.5`.
    end = len(text) if is_last else len(text) - 3
    for token in _token.finditer(text):
        if not is_last and (token.end() > end or _may_be_open(text, token)):
            break
        if token["stop"]:
            statements.append(text[start : token.end()])
            start = token.end()
    if is_last and text[start:].strip():
        statements.append(text[start:])
        start = len(text)
    return statements, start


def _may_be_open(text: str, token: re.Match[str]) -> bool:
    """Whether a lone quote or bracket, or an empty string, begins a token whose end has not been read yet."""
    if token[0] in ('"', '""', "'", "''") and text.startswith(token[0][0] * 3, token.start()):
        return True
    return token[0] in ('"', "'", "<") and "\n" not in text[token.start() :]


def read_turtle(stream: Stream, triples: Triples, report: Report, progress: Progress, *, base: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
    parser = SinkParser(RDFSink(triples), baseURI=base, turtle=True)  # type: ignore[arg-type]
    # As in N-Triples; rdflib would keep a table of all of them.
    parser._anonymousNodes = _OwnNames()  # type: ignore[assignment]

    def read(size: int) -> str:
        data = stream.read(size)
        return decoder.decode(data, final=not data)

    line = 1
    for statements in _pieces(read):
        text = "".join(statements)
        try:
            _feed(parser, text)
        except _ERRORS:
            _feed_one_by_one(parser, statements, line, report)
        line += text.count("\n")
        progress("lines", line)


def _feed(parser: SinkParser, text: str) -> None:
    if _not_utf8.search(text):
        raise ValueError("not UTF-8")
    parser.feed(f"{text}\n")


def _feed_one_by_one(parser: SinkParser, statements: list[str], line: int, report: Report) -> None:
    """What was read of them already is read again: to the spool that makes no difference."""
    for statement in statements:
        try:
            _feed(parser, statement)
        except _ERRORS as error:
            # rdflib's own count of lines counts some twice.
            at = error._i if isinstance(error, BadSyntax) else len(statement) - len(statement.lstrip())
            report.unread(line + statement[:at].count("\n"), _why(error))
        line += statement.count("\n")


class _RdfXml(RDFXMLHandler):
    """Goes on after an error in the RDF, which rdflib does not."""

    def __init__(self, triples: Triples, report: Report, progress: Progress) -> None:
        super().__init__(triples)  # type: ignore[arg-type]
        self._report = report
        self._progress = progress
        self._last_problem = 0
        self._shown = 0

    def error(self, message: str) -> None:  # type: ignore[override]
        line = self.locator.getLineNumber() or 0
        if line != self._last_problem:  # one mistake is often several errors
            self._last_problem = line
            self._report.unread(line, message)

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        try:
            super().startElementNS(name, qname, attrs)
        except _ERRORS as error:
            self.error(_why(error))

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        try:
            self.current.end(name, qname)
        except _ERRORS as error:
            self.error(_why(error))
        self.stack.pop()
        if len(self.stack) == 3 and (line := self.locator.getLineNumber() or 0) - self._shown >= _STEP:
            self._shown = line
            self._progress("lines", line)


def read_xml(stream: Stream, triples: Triples, report: Report, progress: Progress, *, base: str) -> None:
    content = _RdfXml(triples, report, progress)
    parser = make_parser()  # noqa: S317 - expat 2.4 limits what entities may grow to, and none is fetched
    parser.setFeature(handler.feature_namespaces, True)
    parser.setFeature(handler.feature_external_ges, False)
    parser.setFeature(handler.feature_external_pes, False)
    parser.setContentHandler(content)
    source = xmlreader.InputSource(base)
    source.setByteStream(stream)
    try:
        parser.parse(source)
    except SAXParseException as error:
        report.unread(error.getLineNumber() or 0, f"this is not XML: {error.getMessage()}; nothing behind it was read")
        report.broke_off = True
    except SAXException as error:
        report.unread(0, f"this is not XML: {error}")
        report.broke_off = True


def _why(error: BaseException) -> str:
    if isinstance(error, BadSyntax):
        around = error._str.decode()[max(0, error._i - 40) : error._i + 40]
        return f"{error._why}, near “{around}”"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 ({error.reason})"
    return str(error) or type(error).__name__


@contextmanager
def quiet_rdflib() -> Iterator[None]:
    """rdflib logs every date and number that it finds odd: none of our business."""
    log = logging.getLogger("rdflib.term")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
