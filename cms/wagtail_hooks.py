"""Wagtail's admin, for people who have one name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views.account import NameEmailSettingsPanel

from cms.accounts_admin import check_bulk_action
from cms.admin_doors import items_of_reports, pages_to_choose
from cms.deletion_admin import DeleteBulkAction
from people import acts_admin


class NameForm(NameEmailForm):
    """Wagtail asks for a first and a last name, which our users do not have, and would change the address one signs in
    with without asking it: that is on the page of one's account (people/changing_address.py)."""

    first_name = None
    last_name = None
    email = None

    class Meta:
        model = get_user_model()
        fields = ["name"]


hooks.register("register_bulk_action", DeleteBulkAction, order=100)  # in the place of Wagtail's own


@hooks.register("register_log_actions")
def deletion_of_accounts(actions: Any) -> None:
    actions.register_action("people.deletion_asked", _("Delete the account"), _("The account was marked to be deleted"))


NameEmailSettingsPanel.form_class = NameForm
acts_admin.register()
hooks.register("before_bulk_action", check_bulk_action)
hooks.register("construct_page_chooser_queryset", pages_to_choose)
hooks.register("construct_reports_menu", items_of_reports)
