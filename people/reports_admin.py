"""Reports about people in the admin: a list, and one of them with what can be done about it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from library import letters
from library.time_column import TimeColumn
from library.views.decide import DecidedViewSet, DecideView
from people import deciding
from people.models import LetterStop, Report
from people.models.report import MAX_WORDS
from search import languages
from search.reader import interface_language


class ReportsView(IndexView):
    any_permission_required = ["change"]
    columns = [
        TitleColumn(
            "about",
            label=gettext_lazy("About"),
            accessor="about.name",
            get_url=lambda row: reverse("reports_about_people:edit", args=[row.pk]),
        ),
        Column("reason", label=gettext_lazy("What is wrong?"), accessor="get_reason_display"),
        Column("by", label=gettext_lazy("Reported by"), accessor="by.name"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
        TimeColumn("created_at", label=gettext_lazy("Reported"), sort_key="created_at"),
    ]

    def get_base_queryset(self) -> QuerySet[Report]:
        return Report.objects.visible_to(self.request.user).select_related("about", "by")


class DecideReportView(DecideView):
    """GET shows one report; POST has `act`, a key of `ACTS` or `lift`, with `why` and `days`."""

    template_name = "people/admin/report.html"
    page_title = gettext_lazy("Report about a person")
    header_icon = "warning"
    model = Report
    keeps = "why"
    ACTS = {"dismiss": deciding.dismiss, "warn": deciding.warn, "close": deciding.close_account}

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = Report.objects.visible_to(request.user).select_related("about", "by", "letter", "decided_by")
        self.object = get_object_or_404(found, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.object.about.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = Report.objects.visible_to(self.request.user).filter(about=self.object.about_id)
        return super().get_context_data(**kwargs) | {
            "report": self.object,
            "others": others.exclude(pk=self.object.pk).select_related("by").order_by("-pk")[:20],
            "stop": LetterStop.objects.active().filter(user=self.object.about_id).first(),
            "stops": deciding.STOPS,
            "most": MAX_WORDS,
            "language_name": languages.name_in(letters.language_of(self.object.about), interface_language()),
        }

    def decide(self, request: HttpRequest) -> HttpResponseBase:
        self._do(request.POST.get("act", ""), request.POST.get("why", ""), request.POST.get("days", ""))
        messages.success(request, _("It is done, and those concerned get a letter."))
        return redirect(self.index_url_name)

    def _do(self, act: str, why: str, days: str) -> None:
        by = self.request.user
        if act == "lift":
            deciding.lift_stop(report=self.object, by=by)
        elif act == "stop":
            number = None if days == "ever" else int(days) if days.isascii() and days.isdigit() else 0
            deciding.stop_letters(report=self.object, by=by, why=why, days=number)
        elif act in self.ACTS:
            self.ACTS[act](report=self.object, by=by, why=why)
        else:
            raise ValidationError(_("There is no such choice."))


class _WithNumber(MenuItem):
    """`(3) Reports about people`: how many are open for this editor."""

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if number := Report.objects.visible_to(request.user).open().count():
            component.label = f"({number}) {self.label}"  # the end of a long label is cut
        return component


class ReportViewSet(DecidedViewSet):
    model = Report
    icon = "warning"
    menu_label = gettext_lazy("Reports about people")
    menu_order = 312
    index_view_class = ReportsView
    decide_view_class = DecideReportView
    list_filter = ["state", "reason"]

    @property
    def menu_item_class(self) -> Any:
        return type("ReportsMenuItem", (_WithNumber, super().menu_item_class), {})
