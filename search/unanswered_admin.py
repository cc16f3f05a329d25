"""Wagtail report: what people looked for and nothing was found."""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from search import languages
from search.models import Concept, UnansweredSearch
from search.reader import interface_language

_MAY = ["add", "change"]  # of the thesaurus: a word that it lacks is often why nothing was found
_LANGUAGE = _("Language")
_QUESTION = _("Question")
_TIMES = _("Times asked")
_LAST = _("Last asked")


def _name(code: str) -> str:
    return languages.name_in(code, interface_language())


class UnansweredFilterSet(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        label=_LANGUAGE, choices=lambda: [(code, _name(code)) for code in settings.LANGUAGE_CODES]
    )
    day = django_filters.DateFromToRangeFilter(label=_("Asked"), widget=DateRangePickerWidget)

    class Meta:
        model = UnansweredSearch
        fields: list[str] = []


class UnansweredView(ReportView):
    model = UnansweredSearch
    page_title = _("Searches that found nothing")
    header_icon = "search"
    index_url_name = "search_unanswered"
    index_results_url_name = "search_unanswered_results"
    filterset_class = UnansweredFilterSet
    permission_policy = policy_registry.get_by_type(Concept)
    any_permission_required = _MAY
    is_searchable = False
    columns = [
        Column("text", label=_QUESTION, accessor="text"),
        Column("language", label=_LANGUAGE, accessor=lambda row: _name(row["language"])),
        Column("times", label=_TIMES, accessor="times"),
        Column("last", label=_LAST, accessor="last"),
    ]
    list_export = ["text", "language", "times", "last"]
    export_headings = {"text": _QUESTION, "language": _LANGUAGE, "times": _TIMES, "last": _LAST}

    def get_queryset(self) -> QuerySet[Any]:
        rows = UnansweredSearch.objects.values("language", "text").annotate(times=Sum("count"), last=Max("day"))
        self.queryset = rows.order_by("-times", "-last", "text", "language")
        return super().get_queryset()


class _Item(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy_registry.get_by_type(Concept).user_has_any_permission(request.user, _MAY)


def _urls() -> list:
    return [
        path("reports/unanswered-searches/", UnansweredView.as_view(), name="search_unanswered"),
        path(
            "reports/unanswered-searches/results/",
            UnansweredView.as_view(results_only=True),
            name="search_unanswered_results",
        ),
    ]


def _item() -> MenuItem:
    return _Item(
        UnansweredView.page_title,
        reverse("search_unanswered"),
        name="unanswered-searches",
        icon_name=UnansweredView.header_icon,
        order=1150,
    )


def register() -> None:
    hooks.register("register_admin_urls", _urls)
    hooks.register("register_reports_menu_item", _item)
