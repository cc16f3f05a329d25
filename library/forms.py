"""Editors' forms for pages whose address nobody types."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from library.models.rows import CaseRow
from library.models.translation import ChangeLevel

_OF_FORMSETS = ("id", "ORDER", "DELETE")


class CaseForm(WagtailAdminPageForm):
    """A case's address is its code; its countries are listed by name, in the editor's language.

    In a translation the facts stand as they are in the original and cannot be changed: they are one for all languages.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from library import facts

        super().__init__(*args, **kwargs)
        if "countries" in self.fields:
            field = self.fields["countries"]
            field.choices = sorted(((country.pk, country.name) for country in field.queryset), key=lambda row: row[1])
        if "change_level" in self.fields:
            self.fields["change_level"].required = False  # not asked where nothing was translated
            if not self.instance.has_unpublished_changes:
                # What the last publication said is said about that one.
                self.initial["change_level"] = ChangeLevel.SMALL
        if self.instance.pk and facts.original_of(self.instance) is not None:
            self._fix_facts()

    def clean_change_level(self) -> str:
        return str(self.cleaned_data["change_level"] or ChangeLevel.SMALL)

    def _fix_facts(self) -> None:
        from library import facts
        from library.models.case import WORDED_ROWS

        for name in (*facts.COLUMNS, *facts.LINKED):
            if name in self.fields:
                self.fields[name].disabled = True
        for name, formset in self.formsets.items():
            if name not in (*facts.PLAIN_ROWS, *WORDED_ROWS):
                continue
            for form in formset.forms:
                words = form.instance.prose() if isinstance(form.instance, CaseRow) else []
                for column, field in form.fields.items():
                    field.disabled = column not in (*words, *_OF_FORMSETS)
