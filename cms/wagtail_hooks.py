"""Wagtail's admin, for people who have one name."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from wagtail import hooks
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views.account import NameEmailSettingsPanel

from cms.accounts_admin import check_bulk_action
from cms.admin_doors import items_of_reports, pages_to_choose


class NameForm(NameEmailForm):
    """Wagtail asks for a first and a last name, which our users do not have."""

    first_name = None
    last_name = None

    class Meta:
        model = get_user_model()
        fields = ["name", "email"]


NameEmailSettingsPanel.form_class = NameForm
hooks.register("before_bulk_action", check_bulk_action)
hooks.register("construct_page_chooser_queryset", pages_to_choose)
hooks.register("construct_reports_menu", items_of_reports)
