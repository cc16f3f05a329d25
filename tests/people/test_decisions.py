"""Nothing points to a person that nobody decided about."""

from __future__ import annotations

import pytest
from django.apps import apps

from privacy import registry

TABLES = registry.tables()


def test_every_table_that_points_to_a_person_has_a_decision_and_no_other() -> None:
    decided = [(table.model, table.person) for table in TABLES]
    assert len(decided) == len(set(decided))
    assert set(decided) == registry.pointing_to_people()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.model}.{table.person}")
def test_a_decision_names_columns_that_exist_and_can_be_carried_out(table: registry.Table) -> None:
    model = apps.get_model(table.model)
    names = {field.name for field in model._meta.get_fields()} | {
        field.attname for field in model._meta.concrete_fields
    }
    assert set(table.gives) <= names
    assert set(table.files) <= names
    assert table.why.endswith(".")
    if table.erasing.name == "UNLINK":
        assert model._meta.get_field(table.person).null, "a column that must name somebody cannot be unlinked"
