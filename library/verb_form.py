"""Forms that only hold what was typed: the verb they belong to checks it, and says what is wrong."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class VerbForm(forms.Form):
    """`submission` is made with the form, so that a double tap does a thing once."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    # The browser's own "fill in this field" comes in the browser's language; ours comes in the reader's.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submission", uuid.uuid4())

    def take_errors(self, error: ValidationError) -> None:
        """Show a verb's mistakes beside the fields they are about."""
        for name, messages in error.message_dict.items():
            field = name if name in self.fields else None
            for message in messages:
                if message not in self.errors.get(field or NON_FIELD_ERRORS, []):
                    self.add_error(field, message)
