"""The form of "I adapted this". It only holds what was typed; `library.adapting` checks it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from library.models import Adaptation
from library.models.adaptation import MAX_PLACE
from library.verb_form import VerbForm
from search import languages
from search.reader import interface_language

_TEXT = {"strip": False, "required": False}


class AdaptForm(VerbForm):
    country = forms.ChoiceField(label=_("Country"), error_messages={"required": _("Please choose the country.")})
    place = forms.CharField(
        label=_("Place"),
        help_text=_("Village, district or province, as exactly as the people there agree to."),
        error_messages={"required": _("Please write where: a village, district or province.")},
        widget=forms.TextInput(attrs={"maxlength": MAX_PLACE}),
    )
    building_blocks = forms.MultipleChoiceField(
        label=_("What you took from it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kept = forms.CharField(
        label=_("What you kept"), help_text=_("What you do as it is described."),
        widget=forms.Textarea(attrs={"rows": 4}), **_TEXT,
    )  # fmt: skip
    changed = forms.CharField(
        label=_("What you changed"), help_text=_("What is different with you, and why."),
        widget=forms.Textarea(attrs={"rows": 4}), **_TEXT,
    )  # fmt: skip
    result = forms.CharField(
        label=_("Result so far"), help_text=_("What came of it, good or bad. “Too early to say” is an answer, too."),
        widget=forms.Textarea(attrs={"rows": 4}), **_TEXT,
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of your text"), required=False)
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("Please ask the people in it first. We do not keep where it was taken."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    photo_alt = forms.CharField(
        label=_("What the photo shows"),
        required=False,
        help_text=_("For people who do not see it."),
        widget=forms.TextInput(attrs={"maxlength": 300}),
    )
    without_photo = forms.BooleanField(label=_("Remove the photo"), required=False)

    def __init__(
        self, *args: Any, blocks: list[tuple[str, str]], current: Adaptation | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        reader = interface_language()
        named = sorted((languages.country_name(code, reader), code) for code in languages.countries())
        self.fields["country"].choices = [("", ""), *((code, name) for name, code in named)]
        self.fields["language"].choices = [
            ("", pgettext_lazy("language of a post", "as the text shows")),
            *settings.LANGUAGES,
        ]
        self.fields["building_blocks"].choices = blocks
        if not blocks:
            del self.fields["building_blocks"]
        if current is None or not current.photo:
            del self.fields["without_photo"]

    def given(self) -> dict[str, Any]:
        """What was typed, for the verb. Fields that Django refused are given as they came: the verb's sentences say
        what is wrong."""
        names = ("country", "place", "kept", "changed", "result", "language", "photo_alt")
        given: dict[str, Any] = {name: self.data.get(name, "") for name in names}
        given["building_blocks"] = self.cleaned_data.get("building_blocks", [])
        given["photo"] = self.files.get("photo")
        return given


def initial_of(adaptation: Adaptation) -> dict[str, Any]:
    names = ("country", "place", "kept", "changed", "result", "language", "photo_alt", "building_blocks")
    return {name: getattr(adaptation, name) for name in names}
