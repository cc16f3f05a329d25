"""The API's description is a promise: a change shows up here and in docs/api.md, or it is a mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

SNAPSHOT = Path(__file__).parent / "openapi.json"


@pytest.mark.django_db
def test_the_description_is_the_one_we_promised(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described == json.loads(SNAPSHOT.read_text(encoding="utf-8")), (
        "the API changed: write it into docs/api.md and renew tests/cms/openapi.json "
        "(GET /api/v1/openapi.json, indented by 1)"
    )
