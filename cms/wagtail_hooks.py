"""Wagtail's admin, for people who have one name."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views.account import NameEmailSettingsPanel


class NameForm(NameEmailForm):
    """Wagtail asks for a first and a last name, which our users do not have, and would change the address one signs in
    with without asking it: that is on the page of one's account (people/changing_address.py)."""

    first_name = None
    last_name = None
    email = None

    class Meta:
        model = get_user_model()
        fields = ["name"]


NameEmailSettingsPanel.form_class = NameForm
