"""The two forms of a community. They only hold what was typed; the verbs in posting.py check it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models.thread import MAX_TITLE
from library.verb_form import VerbForm


class ReplyForm(VerbForm):
    text = forms.CharField(
        label=_("Your text"),
        strip=False,
        error_messages={"required": _("Please write something.")},
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("You can use **bold**, *italic*, lists with - and [links](https://…)."),
    )
    language = forms.ChoiceField(label=_("Language of your text"), required=False)
    draft = forms.IntegerField(widget=forms.HiddenInput, required=False)
    draft_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].validators.clear()  # the verb's sentences are better than "Null characters are not…"
        self.fields["language"].choices = [
            ("", pgettext_lazy("language of a post", "as the text shows")),
            *settings.LANGUAGES,
        ]

    def typed(self) -> dict[str, Any]:
        """What is in the form, mistakes and all: for one that is shown again without having been sent."""
        return {name: self[name].value() for name in self.fields}


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


class EditForm(ReplyForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Why you change it"),
        error_messages={"required": _("Please say why you change somebody else's text.")},
        widget=forms.TextInput(attrs={"maxlength": 300}),
        help_text=_("Its author reads this."),
    )
    is_wiki = forms.BooleanField(
        label=_("Members may edit this post, too"),
        help_text=_("For a text that many keep up to date together: a list, a summary."),
        required=False,
    )
    field_order = ["text", "language", "reason", "is_wiki"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].validators.clear()
