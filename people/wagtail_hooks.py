from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from library.policies import ChangeOnlyPolicy
from people.models import Report
from people.reports_admin import ReportViewSet

register_permission_policy(Report, ChangeOnlyPolicy(Report))


@hooks.register("register_admin_viewset")
def reports_about_people() -> ReportViewSet:
    return ReportViewSet("reports_about_people", url_prefix="reports-about-people")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    for name, label, message in (
        ("dismissed", _("Dismiss"), _("Found nothing to do about a report")),
        ("warned", _("Warn"), _("Warned somebody")),
        ("stopped", _("Stop letters"), _("Stopped somebody's letters")),
        ("closed", _("Close the account"), _("Closed somebody's account")),
        ("lifted", _("Allow letters again"), _("Allowed somebody letters again")),
    ):
        actions.register_action(f"people.report_{name}", label, message)
