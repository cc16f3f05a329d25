"""What members fill in on the site. The verbs check it, with the same sentences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from library.models.nomination import MAX_PLACE, MAX_TITLE
from library.verb_form import VerbForm


class NominationForm(VerbForm):
    title = forms.CharField(
        label=_("What do people do there?"),
        error_messages={"required": _("Please write what people do there, in a few words.")},
        widget=forms.TextInput(attrs={"maxlength": MAX_TITLE}),
        help_text=_("In a few words, in your own language."),
    )
    place = forms.CharField(
        label=_("Where is it?"),
        error_messages={"required": _("Please write where it is.")},
        widget=forms.TextInput(attrs={"maxlength": MAX_PLACE}),
        help_text=_("Village, district or province, and country."),
    )
    why = forms.CharField(
        label=_("Why should others know of it?"),
        error_messages={"required": _("Please write why others should know of it.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("Please ask the people in it first. We do not keep where it was taken."),
        error_messages={"empty": _("The photo is empty. Please choose it again.")},
    )
    language = forms.ChoiceField(
        label=_("Language of your text"),
        required=False,
        error_messages={"invalid_choice": _("This site does not know that language.")},
    )
    wants_credit = forms.BooleanField(label=_("My name may stand with the case"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "place", "why"):
            self.fields[name].validators.clear()  # the verb's sentences are better than "Null characters are not…"
        self.fields["language"].choices = [
            ("", pgettext_lazy("language of a post", "as the text shows")),
            *settings.LANGUAGES,
        ]
