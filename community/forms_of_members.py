"""Forms about belonging to a community. They only hold what was typed; the verbs check it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.inviting import MOST_ADDRESSES, MOST_USES
from community.models import Membership
from community.models.membership import FOR_EVER
from community.reasons import MOST
from library.verb_form import VerbForm
from people import invitation_forms
from people.invitation_forms import days_field, language_field


def _sentence(**fields: Any) -> forms.CharField:
    field = forms.CharField(
        strip=False, widget=forms.Textarea(attrs={"rows": 4, "maxlength": MOST}), **{"required": True} | fields
    )
    field.validators.clear()  # the verb's sentences are better than "Null characters are not…"
    return field


class AskForm(VerbForm):
    why = _sentence(
        label=_("Why do you want to join?"),
        help_text=_("Who you are and what you work on, in your own language. Facilitators of this community read it."),
        error_messages={"required": _("Please write a sentence: who you are and why you want to join.")},
    )


class ReasonForm(VerbForm):
    reason = _sentence(
        label=_("Reason"),
        help_text=_("The person gets your words in a letter."),
        error_messages={"required": _("Please write why: the person gets your words.")},
    )


class AnswerForm(VerbForm):
    reason = _sentence(
        label=_("Your answer"),
        required=False,
        help_text=_("The person gets your words in a letter. They are needed when you refuse."),
    )


class OptionalReasonForm(VerbForm):
    reason = _sentence(label=_("Reason"), required=False, help_text=_("It is kept in the log of this community."))


class RestrainForm(ReasonForm):
    """Until a day, or for ever: one of the two has to be said."""

    until = forms.DateField(
        label=_("Until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Please give a day in the future.")},
    )
    for_ever = forms.BooleanField(label=_("Until somebody lifts it"), required=False)
    field_order = ["until", "for_ever", "reason"]

    def moment(self) -> datetime:
        """What was chosen. Nothing chosen is a moment in the past, which the verb refuses."""
        if self.cleaned_data.get("for_ever"):
            return FOR_EVER
        day: date = self.cleaned_data.get("until") or date(2000, 1, 1)
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


class RoleForm(OptionalReasonForm):
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)
    field_order = ["role", "reason"]


class LinkForm(invitation_forms.LinkForm):
    most_uses = MOST_USES


class MailForm(VerbForm):
    prefix = "mail"
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please give at least one e-mail address.")},
    )
    language = language_field()
    days = days_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = gettext("Up to %(most)s, one a line. Each gets a letter with a link for one person.")
        self.fields["addresses"].help_text = told % {"most": MOST_ADDRESSES}
