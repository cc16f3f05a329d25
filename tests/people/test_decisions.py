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
    # Asking for a column that is not there raises; the way to a child leads through its table.
    hanging = [f"{rows.relation}__{name}" for rows in table.children for name in rows.gives]
    model._base_manager.none().values(*table.gives, *table.files, *hanging)
    if table.gives or table.files:
        has_name = "verbose_name_plural" in model._meta.original_attrs
        assert table.what or has_name, "what people get has a name that they understand"
    assert table.why.endswith(".")
    if table.erasing.name == "UNLINK":
        assert model._meta.get_field(table.person).null, "a column that must name somebody cannot be unlinked"
