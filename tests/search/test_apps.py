"""The apps' own documents: from saving to finding, and who may find."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from search import changes, registry
from tests.factories.cases import case
from tests.factories.communities import community, thread
from tests.factories.people import user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


def ask(client: Client, **parameters: Any) -> dict[str, Any]:
    changes.drain(wait=True)
    response = client.get("/api/v1/search", parameters)
    assert response.status_code == 200, response.content
    return response.json()


def test_every_app_has_its_documents() -> None:
    assert {"case", "thread", "page"} <= {source.kind for source in registry.sources()}


def test_a_case_is_found_in_its_language_by_a_word_inside_a_sentence(client: Client) -> None:
    fields = {"code": "AP-TH-2012-900", "themes": ["natural-resources"], "countries": ["TH"]}
    case(language="en", title="Forest honey", body="The village keeps bees.", **fields)
    case(language="th", title="น้ำผึ้งป่า", body="ชุมชนเก็บน้ำผึ้งและดูแลป่าร่วมกัน", **fields)
    body = ask(client, q="ดูแล", lang="th", type="case", theme="natural-resources", country="TH")
    assert [(hit["code"], hit["language"], hit["title"]) for hit in body["results"]] == [
        ("AP-TH-2012-900", "th", "น้ำผึ้งป่า")
    ]
    assert body["results"][0]["url"].startswith("/th/")
    assert "<mark>ดูแล</mark>" in body["results"][0]["excerpt"]
    both = ask(client, q="AP-TH-2012-900")
    assert both["count"] == 1
    assert (both["results"][0]["language"], both["results"][0]["also_in"][0]["language"]) == ("en", "th")


def test_an_unpublished_case_is_gone(client: Client) -> None:
    page = case(title="Forest honey")
    assert ask(client, q="honey")["count"] == 1
    page.unpublish()
    assert ask(client, q="honey")["count"] == 0
    page.delete()
    assert ask(client, q="honey")["count"] == 0


def test_a_thread_of_members_is_found_by_members_only(client: Client) -> None:
    made = thread(title="Unwanted buffaloes", text="How do you keep them out?", community=community(audience="members"))
    assert ask(client, q="buffaloes")["count"] == 0
    assert ask(client)["facets"]["type"] == []
    client.force_login(user())
    assert [hit["id"] for hit in ask(client, q="buffaloes")["results"]] == [made.pk]
