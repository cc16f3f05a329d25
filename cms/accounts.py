"""Sign-up and sign-in with django-allauth: what we ask a person, and what follows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people import consenting
from search.reader import interface_language


class SignupForm(forms.Form):
    """What sign-up asks beside e-mail and password. allauth mixes its own form into this one."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As you wish to be called, in any script."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]
    text_below = "people/parts/joining.html"
    """Whoever sends the form has read, just above its button, what they agree to; so has whoever came by an invitation
    or from another site, as they fill in this form, too."""

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Keep the name and the language the person signed up in."""
        user.name = self.cleaned_data["name"]
        user.language = get_language() or ""
        user.clean()
        user.save(update_fields=["name", "language"])
        consenting.record(user=user, language=interface_language())
