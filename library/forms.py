"""Editors' forms for pages whose address nobody types."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class CaseForm(WagtailAdminPageForm):
    """A case's address is its code; its countries are listed by name, in the editor's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "countries" in self.fields:
            field = self.fields["countries"]
            field.choices = sorted(((country.pk, country.name) for country in field.queryset), key=lambda row: row[1])
