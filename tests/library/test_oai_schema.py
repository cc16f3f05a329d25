"""What harvesters get of a case is valid Dublin Core, by the official schemas.

`schemas/oai_dc.xsd` and `simpledc20021212.xsd` are the Open Archives Initiative's and the Dublin Core Metadata
Initiative's, as the package core-oaipmh-provider-app 2.23.0 (PyPI) has them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from search.models import Concept
from tests.factories import case
from tests.library.test_template_lines import LAO, THAI, _import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

SCHEMAS = Path(__file__).parent / "schemas"
DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"


class _Kept(etree.Resolver):
    """Schemas that one imports from elsewhere, by their file's name: nothing is fetched."""

    def resolve(self, address: str, public_id: str | None, context: Any) -> Any:
        return self.resolve_filename(str(SCHEMAS / Path(address).name), context)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Kept())
    return etree.XMLSchema(etree.parse(str(SCHEMAS / "oai_dc.xsd"), parser))


@pytest.fixture
def practices() -> None:
    Concept.objects.create(code="honey")
    assert not _import(THAI, LAO, THAI | {"language": "vi", "title": "Mật ong"}).problems
    case(code="AP-TH-2", title="Bees & <honey> \u2028 \ufffe", summary='"quoted"', tags=["a & b"], body="One.")
    case(code="AP-TH-3", title="Gone").unpublish()


@pytest.mark.parametrize(
    "asked", ["verb=ListRecords&metadataPrefix=oai_dc", "verb=GetRecord&metadataPrefix=oai_dc&identifier={}"]
)
def test_every_record_is_valid(
    client: Client, practices: None, schema: etree.XMLSchema, asked: str, settings: Any
) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://rutero.example"
    answer = etree.fromstring(client.get("/oai?" + asked.format("oai:rutero.example:AP-TH-1")).content)
    records = list(answer.iter(DC))
    assert len(records) == (2 if "List" in asked else 1)
    for record in records:
        assert len(record) > 5
        schema.assertValid(record)


def test_a_wrong_record_is_not(schema: etree.XMLSchema) -> None:
    record = etree.Element(DC)
    etree.SubElement(record, "{http://purl.org/dc/elements/1.1/}author").text = "Nobody"
    assert not schema.validate(record)
