"""The form of a letter to somebody; `correspondence` checks it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from library.verb_form import VerbForm


class LetterForm(VerbForm):
    text = forms.CharField(
        label=_("Your letter"),
        strip=False,
        error_messages={"required": _("Please write something.")},
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Say who you are, what you would like to learn, and in which language."),
    )
    shares_address = forms.BooleanField(
        label=_("Give them my e-mail address, so that they can answer"),
        required=False,
        help_text=_("Without it they read your letter and cannot write back."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].validators.clear()  # the verb's sentences are better than "Null characters are not…"
