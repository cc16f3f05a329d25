"""Wagtail's admin, for people who have one name."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views.account import NameEmailSettingsPanel

from people import acts_admin


class NameForm(NameEmailForm):
    """Wagtail asks for a first and a last name, which our users do not have."""

    first_name = None
    last_name = None

    class Meta:
        model = get_user_model()
        fields = ["name", "email"]


NameEmailSettingsPanel.form_class = NameForm
acts_admin.register()
