"""Wagtail report for administrators: what was done with rights in the admin, by whom and when."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from people import acts
from people.models import AdministratorAct

_TITLE = _("Acts of administrators")
_WHEN = _("When")
_BY = _("By")
_ACT = _("What was done")
_WHOM = _("Whom it concerns")
_ON = _("Role, collection or table")
_DETAILS = _("Details")
_FROM = _("From")


class ViewOnlyPolicy(ModelPermissionPolicy):
    """Nobody adds, changes or deletes a row, not even an administrator."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


policy = ViewOnlyPolicy(AdministratorAct)


def _people_in(column: str) -> Any:
    def people(_request: HttpRequest | None) -> QuerySet:
        known = AdministratorAct.objects.exclude(**{column: None}).values(column)
        return get_user_model().objects.filter(pk__in=known).order_by("name", "pk")

    return people


class ActFilterSet(WagtailFilterSet):
    action = django_filters.MultipleChoiceFilter(choices=AdministratorAct.Action.choices, label=_ACT)
    actor = django_filters.ModelChoiceFilter(queryset=_people_in("actor"), label=_BY)
    person = django_filters.ModelChoiceFilter(queryset=_people_in("person"), label=_WHOM)
    at = django_filters.DateFromToRangeFilter(label=_WHEN, widget=DateRangePickerWidget)

    class Meta:
        model = AdministratorAct
        fields: list[str] = []


def _moment(row: AdministratorAct) -> str:
    return f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}"


def _details(row: AdministratorAct) -> str:
    return "; ".join(
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in row.details.items()
    )


class ActsView(ReportView):
    model = AdministratorAct
    page_title = _TITLE
    header_icon = "history"
    index_url_name = "people_acts"
    index_results_url_name = "people_acts_results"
    permission_policy = policy
    any_permission_required = ["view"]
    filterset_class = ActFilterSet
    is_searchable = False
    columns = [
        Column("at", label=_WHEN, accessor=_moment),
        Column("action", label=_ACT, accessor="get_action_display"),
        Column("actor", label=_BY),
        Column("person", label=_WHOM),
        Column("what", label=_ON),
        Column("details", label=_DETAILS, accessor=_details),
        Column("network", label=_FROM),
    ]
    list_export = ["at", "get_action_display", "actor", "person", "what", "details", "network"]
    export_headings = {
        "at": _WHEN,
        "get_action_display": _ACT,
        "actor": _BY,
        "person": _WHOM,
        "what": _ON,
        "details": _DETAILS,
        "network": _FROM,
    }

    def get_queryset(self) -> QuerySet[AdministratorAct]:
        self.queryset = AdministratorAct.objects.select_related("actor", "person").order_by("-pk")
        return super().get_queryset()


class _ActsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.user_has_permission(request.user, "view")


def _urls() -> list:
    return [
        path("reports/acts/", ActsView.as_view(), name="people_acts"),
        path("reports/acts/results/", ActsView.as_view(results_only=True), name="people_acts_results"),
    ]


def _item() -> MenuItem:
    return _ActsItem(_TITLE, reverse("people_acts"), name="acts", icon_name=ActsView.header_icon, order=1200)


def _after_bulk_action(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    if action.model is get_user_model() and action_type == "set_active_state":
        acts.users_switched(objects, active=action.cleaned_form.cleaned_data["mark_as_active"])


def register() -> None:
    register_permission_policy(AdministratorAct, policy)
    hooks.register("register_admin_urls", _urls)
    hooks.register("register_reports_menu_item", _item)
    hooks.register("after_bulk_action", _after_bulk_action)
