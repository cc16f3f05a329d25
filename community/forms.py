"""The two forms of a community. They only hold what was typed; the verbs in posting.py check it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models.thread import MAX_TITLE


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your text"),
        strip=False,
        error_messages={"required": _("Please write something.")},
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("You can use **bold**, *italic*, lists with - and [links](https://…)."),
    )
    language = forms.ChoiceField(label=_("Language of your text"), required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    # The browser's own "fill in this field" comes in the browser's language; ours comes in the reader's.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].validators.clear()  # the verb's sentences are better than "Null characters are not…"
        self.fields["language"].choices = [
            ("", pgettext_lazy("language of a post", "as the text shows")),
            *settings.LANGUAGES,
        ]
        self.initial.setdefault("submission", uuid.uuid4())

    def take_errors(self, error: ValidationError) -> None:
        """Show a verb's mistakes beside the fields they are about."""
        for name, messages in error.message_dict.items():
            field = name if name in self.fields else None
            for message in messages:
                if message not in self.errors.get(field or NON_FIELD_ERRORS, []):
                    self.add_error(field, message)


class ThreadForm(ReplyForm):
    title = forms.CharField(
        label=_("Title"),
        error_messages={"required": _("Please write a title.")},
        widget=forms.TextInput(attrs={"maxlength": MAX_TITLE}),
        help_text=_("What you ask or tell, in one line."),
    )
    field_order = ["title", "text", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].validators.clear()
