"""What the tests of download and erasure stand on."""

from __future__ import annotations

import pytest

from tests.factories import user
from tests.factories.everything_about import everything_about

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


def test_two_people_have_a_row_each_in_every_table_that_points_to_people() -> None:
    for person in (user(), user()):
        for (_model, field), row in everything_about(person).items():
            row.refresh_from_db()
            assert getattr(row, field) == person
