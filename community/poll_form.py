"""The part of the form for a new thread that asks for a poll; empty, there is none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community import polling
from community.models.poll import MAX_QUESTION


class PollForm(forms.Form):
    use_required_attribute = False

    poll_question = forms.CharField(
        label=_("Your question"), required=False, widget=forms.TextInput(attrs={"maxlength": MAX_QUESTION})
    )
    poll_options = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, two to ten."),
    )
    poll_is_multiple = forms.BooleanField(label=_("People may choose several answers"), required=False)
    poll_hides_results = forms.BooleanField(
        label=_("Show the result only to those who have voted, until the poll closes"), required=False
    )
    poll_closes_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Please write the day like this: 2030-12-31.")},
        help_text=_("Empty: until you close it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("poll_question", "poll_options"):
            self.fields[name].validators.clear()  # the verb's sentences are better than "Null characters are not…"

    @property
    def is_open(self) -> bool:
        """Whether somebody has written something here: the part is shown open."""
        values = self.data if self.is_bound else self.initial
        return bool(str(values.get("poll_question") or "").strip() or str(values.get("poll_options") or "").strip())

    def draft(self) -> polling.Draft | None:
        """The poll that is wanted, unchecked; None: none is. A day that is none stays in the form's errors."""
        self.full_clean()
        if not self.is_open:
            return None
        found = self.cleaned_data
        return polling.Draft(
            question=found.get("poll_question", ""),
            options=found.get("poll_options", "").splitlines(),
            is_multiple=found.get("poll_is_multiple", False),
            hides_results=found.get("poll_hides_results", False),
            closes_on=found.get("poll_closes_on"),
        )
