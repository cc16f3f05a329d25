"""What somebody chooses who deletes their account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ANONYMISE, REMOVE = "anonymise", "remove"


class DeletionForm(forms.Form):
    """`cleaned_data["removes_posts"]`: what the choice means."""

    posts = forms.ChoiceField(
        label=_("What I wrote in communities"),
        choices=[
            (ANONYMISE, _("stays, without my name. It says “former member” instead; others still find the answers.")),
            (REMOVE, _("is removed: texts, earlier wordings, files and polls. Others’ answers to it stay.")),
        ],
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        return found | {"removes_posts": found.get("posts") == REMOVE}
