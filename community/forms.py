"""The two forms of a community. They only hold what was typed; the verbs in posting.py check it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community import moments, polling
from community.file_field import FilesField, FilesForm
from community.models import Thread
from community.models.thread import MAX_TITLE
from community.poll_form import PollForm
from library.verb_form import VerbForm


def tags_field() -> forms.CharField:
    """What is known already is suggested from a `<datalist>`: `community/parts/tag_suggestions.html`."""
    return forms.CharField(
        label=_("Tags"),
        required=False,
        widget=forms.TextInput(attrs={"list": "tag-suggestions", "autocomplete": "off"}),
        help_text=_("Up to five words that others would look for, with commas between them."),
    )


class ReplyForm(FilesForm, VerbForm):
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
    files = FilesField()

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


def _moment(label: Any, mistake: Any) -> forms.DateTimeField:
    """:param mistake: the verb's own sentence, so that it stands there once"""
    return forms.DateTimeField(
        label=label,
        error_messages={"required": mistake, "invalid": mistake},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class ThreadForm(ReplyForm):
    title = forms.CharField(
        label=_("Title"),
        error_messages={"required": _("Please write a title.")},
        widget=forms.TextInput(attrs={"maxlength": MAX_TITLE}),
        help_text=_("What you ask or tell, in one line."),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a thread", "Kind"),
        initial=Thread.Kind.DISCUSSION,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("There is no such kind of thread.")),
    )
    tags = tags_field()
    field_order = ["kind", "title", "text", "files", "tags", "language"]

    def __init__(self, *args: Any, announces: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "tags"):
            self.fields[name].validators.clear()
        self.announces = announces
        self.poll = PollForm(self.data if self.is_bound else None, initial=self.initial)
        self.fields["kind"].choices = [
            (Thread.Kind.DISCUSSION, _("Discussion: tell something, or talk it over")),
            (Thread.Kind.QUESTION, _("Question: you can mark the answer that helped")),
            *([(Thread.Kind.ANNOUNCEMENT, _("Announcement, from the facilitators"))] if announces else []),
        ]

    def typed(self) -> dict[str, Any]:
        return super().typed() | {name: self.poll[name].value() for name in self.poll.fields}

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


class EDiscussionForm(VerbForm):
    """When it is open and what it is about; for facilitators."""

    opens_at = _moment(_("Opens"), _("Please say when it opens, as day and time."))
    closes_at = _moment(_("Closes"), _("Please say when it closes, as day and time."))
    background = forms.CharField(
        label=_("Background note"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What everybody should know before. You can use **bold**, *italic*, lists with - and links."),
    )
    questions = forms.CharField(
        label=_("Guiding questions"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One on each line."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("background", "questions"):
            self.fields[name].validators.clear()
        for name in ("opens_at", "closes_at"):
            self.fields[name].help_text = _("Day and time in %(zone)s.") % {"zone": moments.zone()}


class StartEDiscussionForm(EDiscussionForm, ThreadForm):
    field_order = ["title", "text", "opens_at", "closes_at", "background", "questions", "tags", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        self.fields["text"].label = _("First post")
        self.fields["text"].help_text = _("Welcome people and say what you want to find out together.")


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
