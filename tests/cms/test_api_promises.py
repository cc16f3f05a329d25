"""The API keeps what its description says, whatever is asked: no error of ours, and no answer that is not described.

Questions are made by schemathesis out of the description; half of them name what is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from community import tokens
from search import changes
from tests.factories import case, community, reply, thread, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

DESCRIPTION = json.loads((Path(__file__).parent / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS = [
    operation["operationId"]
    for address in DESCRIPTION["paths"].values()
    for method, operation in address.items()
    if method in {"get", "post"}
]


@pytest.fixture
def there() -> dict[str, list[Any]]:
    """What the parameters in an address may name."""
    case(code="AP-TH-1", language="th", title="น้ำผึ้งป่า", themes=["natural-resources"], countries=["TH"], tags=["ป่า"])
    case(code="AP-TH-1", language="lo", title="ນ້ຳເຜິ້ງປ່າ", themes=["natural-resources"], countries=["TH"])
    space = community(slug="forest", titles={"th": "ป่าชุมชน"})
    started = thread(community=space, title="ขายน้ำผึ้ง", text="**ที่ไหน**", language="th")
    closed = thread(community=space, title="ປິດ", language="lo")
    type(closed).objects.filter(pk=closed.pk).update(is_locked=True)
    answer = reply(started, text="ที่ตลาด", language="th")
    changes.drain(wait=True)
    return {"code": ["AP-TH-1"], "slug": ["forest"], "number": [started.pk, closed.pk, answer.pk]}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A request that is not Django's test client's ends by closing the connection that holds this test's rows."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("bearer", ["nobody", "member"])
def test_every_answer_is_one_that_the_description_promises(bearer: str, there: dict[str, list[Any]]) -> None:
    import schemathesis

    schema = schemathesis.openapi.from_dict(DESCRIPTION)
    schema.app = WSGIHandler()
    headers = {"Accept-Encoding": "identity"}
    if bearer == "member":
        headers["Authorization"] = f"Bearer {tokens.make(user=user(), name='a script', may_write=True)[1]}"
    for operation_id in OPERATIONS:
        _keeps_its_promise(schema.find_operation_by_id(operation_id), there, headers)


def _keeps_its_promise(operation: Any, there: dict[str, list[Any]], headers: dict[str, str]) -> None:
    """:raises FailureGroup: with the question, as a line for curl"""
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    questions = st.one_of(
        operation.as_strategy(GenerationMode.POSITIVE), operation.as_strategy(GenerationMode.NEGATIVE)
    )

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(asked=questions, names=st.data())
    def asks(asked: Any, names: Any) -> None:
        cache.clear()  # how often one may ask is another test's
        for name in asked.path_parameters or {}:
            if names.draw(st.booleans()):
                asked.path_parameters[name] = names.draw(st.sampled_from(there[name]))
        asked.call_and_validate(
            headers=headers,
            checks=[
                not_a_server_error,
                checks.status_code_conformance,
                checks.content_type_conformance,
                checks.response_headers_conformance,
                checks.response_schema_conformance,
            ],
        )

    asks()
