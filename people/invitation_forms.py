"""Forms of inviting, whatever to. They only hold what was typed; the verbs check it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from library.verb_form import VerbForm
from people.invitation_links import DAYS, MOST_DAYS
from people.inviting import MOST_INVITEES, MOST_USES


def days_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Days that it holds"),
        initial=DAYS,
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_DAYS}),
        error_messages={"invalid": _("Please write a number.")},
    )


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=pgettext_lazy("letter", "Language of the letter"),
        choices=settings.LANGUAGES,
        help_text=_("Whoever has an account gets it in their own language."),
    )


class LinkForm(VerbForm):
    prefix = "link"
    most_uses = MOST_USES
    uses = forms.IntegerField(
        label=_("How many people may use it"),
        initial=1,
        widget=forms.NumberInput(attrs={"min": 1}),
        error_messages={"invalid": _("Please write a number.")},
    )
    days = days_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uses"].widget.attrs["max"] = self.most_uses


class LettersForm(VerbForm):
    """To many at once, each by name."""

    lines = forms.CharField(
        label=_("Names and e-mail addresses"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please write at least one line: a name and an e-mail address.")},
    )
    language = language_field()
    days = days_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = gettext("A line a person, %(most)s at most: name, comma, address. Or paste two columns of a table.")
        self.fields["lines"].help_text = told % {"most": MOST_INVITEES}
