"""The two forms of a community. They only hold what was typed; the verbs in posting.py check it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community import polling
from community.file_field import FilesField, FilesForm
from community.models.thread import MAX_TITLE
from community.poll_form import PollForm
from library.verb_form import VerbForm


class ReplyForm(FilesForm, VerbForm):
    text = forms.CharField(
        label=_("Your text"),
        strip=False,
        error_messages={"required": _("Please write something.")},
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("You can use **bold**, *italic*, lists with - and [links](https://…)."),
    )
    language = forms.ChoiceField(label=_("Language of your text"), required=False)
    files = FilesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].validators.clear()  # the verb's sentences are better than "Null characters are not…"
        self.fields["language"].choices = [
            ("", pgettext_lazy("language of a post", "as the text shows")),
            *settings.LANGUAGES,
        ]


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
        self.poll = PollForm(self.data if self.is_bound else None, initial=self.initial)

    def poll_draft(self) -> polling.Draft | None:
        """:raises ValidationError: a day that is none"""
        draft = self.poll.draft()
        if draft and self.poll.errors:
            raise ValidationError({name: list(errors) for name, errors in self.poll.errors.items()})
        return draft

    def take_errors(self, error: ValidationError) -> None:
        """Those about the poll stand in its part, and in the list above with its name."""
        super().take_errors(error)
        for name, messages in error.message_dict.items():
            for message in messages:
                if name in self.poll.fields and message not in self.poll.errors.get(name, []):
                    self.poll.add_error(name, message)
