from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from library.models import LearningRoute, RouteEdition
from library.policies import ChangeOnlyPolicy
from people.models import Participation, Report
from people.reports_admin import ReportViewSet
from people.routes_admin import RoutePolicy, RoutesGroup

register_permission_policy(Report, ChangeOnlyPolicy(Report))
# An edition in the admin is its cohort.
register_permission_policy(RouteEdition, ModelPermissionPolicy(Participation))
register_permission_policy(LearningRoute, RoutePolicy(LearningRoute))
register_snippet(RoutesGroup)


@hooks.register("register_admin_viewset")
def reports_about_people() -> ReportViewSet:
    return ReportViewSet("reports_about_people", url_prefix="reports-about-people")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    for name, label, message in (
        ("report_dismissed", _("Dismiss"), _("Found nothing to do about a report")),
        ("report_warned", _("Warn"), _("Warned somebody")),
        ("report_stopped", _("Stop letters"), _("Stopped somebody's letters")),
        ("report_closed", _("Close the account"), _("Closed somebody's account")),
        ("report_lifted", _("Allow letters again"), _("Allowed somebody letters again")),
        ("participant_noted", _("Add to a cohort"), _("Somebody was added to a cohort")),
        ("participants_changed", _("Change a cohort"), _("The state of participants was changed")),
        ("participants_taken_off", _("Take off a cohort"), _("Participants were taken off a cohort")),
        ("invited", _("Invite to a cohort"), _("People were invited to a cohort")),
        ("invitation_revoked", _("Withdraw an invitation"), _("An invitation to a cohort was withdrawn")),
    ):
        actions.register_action(f"people.{name}", label, message)
