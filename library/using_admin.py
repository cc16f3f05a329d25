"""What the admin has of readers and members: adaptations to decide about, and reports of what helps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from library.models import Adaptation
from library.policies import ChangeOnlyPolicy
from library.views import helpfulness
from library.views.moderating import AdaptationViewSet

_REPORTS: list[Any] = [helpfulness.HelpfulView, helpfulness.ReasonsView]


class _ReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return helpfulness.may_see(request.user)


def _item(view: Any, order: int) -> MenuItem:
    return _ReportItem(
        view.page_title,
        reverse(view.index_url_name),
        name=view.index_url_name.replace("_", "-"),
        icon_name=view.header_icon,
        order=order,
    )


def register() -> None:
    """Called once, from `wagtail_hooks.py`."""
    register_permission_policy(Adaptation, ChangeOnlyPolicy(Adaptation))
    register_snippet(AdaptationViewSet)
    hooks.register("register_admin_urls", _urls)
    for order, view in enumerate(_REPORTS, start=1110):
        hooks.register("register_reports_menu_item", lambda view=view, order=order: _item(view, order))


def _urls() -> list[URLPattern]:
    return [
        url
        for name, view in zip(("helpful", "reasons"), _REPORTS, strict=True)
        for url in (
            path(f"reports/{name}/", view.as_view(), name=view.index_url_name),
            path(f"reports/{name}/results/", view.as_view(results_only=True), name=view.index_results_url_name),
        )
    ]
