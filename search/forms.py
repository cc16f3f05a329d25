"""The form of a saved search. It only holds what was typed; the verbs in saving.py check it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from search.models import SavedSearch
from search.models.saved_search import LONGEST_NAME


class SavedSearchForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a saved search", "Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Please write a name.")},
    )
    alert = forms.ChoiceField(
        label=_("Write to me when there is something new"),
        choices=SavedSearch.Alert.choices,
        widget=forms.RadioSelect,
        help_text=_("This site does not send these letters yet. Your choice is kept until it does."),
    )

    # The browser's own "fill in this field" comes in the browser's language; ours comes in the reader's.
    use_required_attribute = False
