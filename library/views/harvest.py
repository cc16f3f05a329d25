"""`/oai`: the OAI-PMH 2.0 provider's answers in XML. What they say is decided in `library.harvesting`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parseaddr
from io import StringIO
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from library import harvesting
from library.describing import Absolute, dublin_core, xml_text
from library.harvesting import PREFIX, ProtocolError, Record
from library.openness import open_data

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
# What an identifier's namespace may be (implementation guidelines, "oai-identifier"): no numbers, no single word.
_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+\Z")


def repository_host() -> str:
    """Names the repository in identifiers, which must not depend on how it was called."""
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"


@csrf_exempt
@open_data
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Both ways of asking; errors are answers with status 200, as the protocol wants them."""
    given = request.POST if request.method == "POST" else request.GET
    answer = _Answer(request.build_absolute_uri(request.path), request.build_absolute_uri)
    try:
        verb, arguments = harvesting.read(dict(given.lists()))
    except ProtocolError as error:
        answer.refuse(error, {})
    else:
        asked = {"verb": verb, **arguments}
        try:
            answer.give(verb, arguments, asked)
        except ProtocolError as error:
            answer.refuse(error, asked)
    return HttpResponse(answer.text(), content_type="text/xml; charset=utf-8")


class _Answer:
    """One document. Whatever can be refused is looked at before anything is written: each verb's method returns what
    writes its part."""

    def __init__(self, base_url: str, absolute: Absolute) -> None:
        self.base_url = base_url
        self.absolute = absolute
        self.host = repository_host()
        self.out = StringIO()
        self.xml = SimplerXMLGenerator(self.out, "utf-8")

    def text(self) -> str:
        return self.out.getvalue()

    def refuse(self, error: ProtocolError, asked: Mapping[str, str]) -> None:
        with self._envelope({} if error.code in {"badVerb", "badArgument"} else asked):
            self._say("error", error.sentence, {"code": error.code})

    def give(self, verb: str, arguments: Mapping[str, str], asked: Mapping[str, str]) -> None:
        prepare: Callable[[Mapping[str, str], str], Callable[[], None]] = {
            "Identify": self._identify,
            "ListMetadataFormats": self._formats,
            "ListSets": self._sets,
            "GetRecord": self._record,
            "ListIdentifiers": self._list,
            "ListRecords": self._list,
        }[verb]
        write = prepare(arguments, verb)
        with self._envelope(asked), self._in(verb):
            write()

    @contextmanager
    def _envelope(self, asked: Mapping[str, str]) -> Iterator[None]:
        schema = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
        self.xml.startDocument()
        with self._in("OAI-PMH", {"xmlns": OAI, "xmlns:xsi": XSI, "xsi:schemaLocation": schema}):
            self._say("responseDate", harvesting.utc(timezone.now()))
            self._say("request", self.base_url, asked)
            yield

    @contextmanager
    def _in(self, name: str, attributes: Mapping[str, str] | None = None) -> Iterator[None]:
        self.xml.startElement(name, AttributesImpl({key: xml_text(value) for key, value in (attributes or {}).items()}))
        yield
        self.xml.endElement(name)

    def _say(self, name: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
        with self._in(name, attributes):
            self.xml.characters(xml_text(text))

    # Verbs

    def _identify(self, arguments: Mapping[str, str], verb: str) -> Callable[[], None]:
        earliest = harvesting.utc(harvesting.earliest())

        def write() -> None:
            for name, text in (
                ("repositoryName", settings.SITE_NAME),
                ("baseURL", self.base_url),
                ("protocolVersion", "2.0"),
                ("adminEmail", parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
                ("earliestDatestamp", earliest),
                ("deletedRecord", "persistent"),
                ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
                ("compression", "gzip"),
            ):
                self._say(name, text)
            if _DOMAIN.match(self.host):
                schema = f"{IDENTIFIER} http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"
                with (
                    self._in("description"),
                    self._in("oai-identifier", {"xmlns": IDENTIFIER, "xsi:schemaLocation": schema}),
                ):
                    self._say("scheme", "oai")
                    self._say("repositoryIdentifier", self.host)
                    self._say("delimiter", ":")
                    self._say("sampleIdentifier", harvesting.identifier(self.host, "AP-TH-2012-001"))

        return write

    def _formats(self, arguments: Mapping[str, str], verb: str) -> Callable[[], None]:
        if "identifier" in arguments:
            harvesting.record(arguments["identifier"], self.host)

        def write() -> None:
            with self._in("metadataFormat"):
                self._say("metadataPrefix", PREFIX)
                self._say("schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
                self._say("metadataNamespace", OAI_DC)

        return write

    def _sets(self, arguments: Mapping[str, str], verb: str) -> Callable[[], None]:
        if "resumptionToken" in arguments:
            raise ProtocolError("badResumptionToken", "The list of sets is given whole.")
        found = harvesting.sets()

        def write() -> None:
            for spec, name in found:
                with self._in("set"):
                    self._say("setSpec", spec)
                    self._say("setName", name)

        return write

    def _record(self, arguments: Mapping[str, str], verb: str) -> Callable[[], None]:
        harvesting.check_format(arguments["metadataPrefix"])
        record = harvesting.record(arguments["identifier"], self.host)
        return lambda: self._write_record(record)

    def _list(self, arguments: Mapping[str, str], verb: str) -> Callable[[], None]:
        page = harvesting.page(harvesting.select(arguments))
        write_one = self._write_record if verb == "ListRecords" else self._write_header

        def write() -> None:
            for record in page.records:
                write_one(record)
            if page.token is not None:
                progress = {"completeListSize": str(page.complete_size), "cursor": str(page.cursor)}
                self._say("resumptionToken", page.token, progress)

        return write

    # Records

    def _write_header(self, record: Record) -> None:
        with self._in("header", {} if record.practice else {"status": "deleted"}):
            self._say("identifier", harvesting.identifier(self.host, record.row.code))
            self._say("datestamp", record.datestamp)
            for spec in record.specs:
                self._say("setSpec", spec)

    def _write_record(self, record: Record) -> None:
        with self._in("record"):
            self._write_header(record)
            if record.practice is None:
                return
            schema = f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
            names = {"xmlns:oai_dc": OAI_DC, "xmlns:dc": DC, "xsi:schemaLocation": schema}
            with self._in("metadata"), self._in("oai_dc:dc", names):
                for element, said in dublin_core(record.practice, self.absolute):
                    self._say(f"dc:{element}", said.value, {"xml:lang": said.language} if said.language else {})
