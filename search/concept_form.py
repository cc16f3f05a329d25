"""The form of a concept: what only its labels and relations together can get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from search.models import Kind
from search.normalising import normalise_name


class ConceptForm(WagtailAdminModelForm):
    def is_valid(self) -> bool:
        # Forms of labels do not know their concept while they are checked, so the model's own constraints are silent.
        return super().is_valid() and not any([*self._wrong_labels(), *self._wrong_relations()])

    def _wrong_labels(self) -> Iterator[bool]:
        """Marks what is wrong at its field; True for each."""
        texts: dict[tuple[str, str], Any] = {}
        preferred: dict[str, Any] = {}
        forms = [form for form in _kept(self.formsets.get("labels")) if form.cleaned_data.get("text")]
        before = {(form.initial.get("language"), form.initial.get("text")): form for form in forms if form.instance.pk}
        for form in forms:
            language = form.cleaned_data["language"].lower().replace("_", "-")
            text = normalise_name(form.cleaned_data["text"])
            if (language, text) in texts:
                form.add_error("text", _("This label is there already."))
                yield True
            elif before.get((language, text), form) is not form:
                # Labels are saved one after the other, and the database takes no text twice even for a moment.
                form.add_error("text", _("Another label has had this text until now. Save without this one first."))
                yield True
            texts[language, text] = form
            if form.cleaned_data["kind"] == Kind.PREFERRED:
                if language in preferred:
                    form.add_error("kind", _("There is another preferred label in this language."))
                    yield True
                preferred[language] = form

    def _wrong_relations(self) -> Iterator[bool]:
        for form in _kept(self.formsets.get("relations")):
            if self.instance.pk and form.cleaned_data.get("other") == self.instance:
                form.add_error("other", _("A concept cannot be related to itself."))
                yield True


def _kept(formset: Any) -> list[Any]:
    """The forms of a valid formset that are filled in and not about to be deleted."""
    if formset is None:
        return []
    gone = formset.deleted_forms
    return [form for form in formset.forms if form not in gone and form.cleaned_data]
