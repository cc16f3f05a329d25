"""Editors' forms for pages whose address nobody types."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from library.models.translation import ChangeLevel


class CaseForm(WagtailAdminPageForm):
    """A case's address is its code; its countries are listed by name, in the editor's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "countries" in self.fields:
            field = self.fields["countries"]
            field.choices = sorted(((country.pk, country.name) for country in field.queryset), key=lambda row: row[1])
        if "change_level" in self.fields:
            self.fields["change_level"].required = False  # not asked where nothing was translated
            if not self.instance.has_unpublished_changes:
                # What the last publication said is said about that one.
                self.initial["change_level"] = ChangeLevel.SMALL

    def clean_change_level(self) -> str:
        return str(self.cleaned_data["change_level"] or ChangeLevel.SMALL)
