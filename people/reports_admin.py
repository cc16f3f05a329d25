"""Reports about people in the admin: a list, and one of them with what can be done about it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet

from library import letters
from library.refusals import NotAllowed
from library.time_column import TimeColumn
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


class DecideView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """GET shows one report; POST has `act`, a key of `ACTS` or `lift`, with `why` and `days`."""

    any_permission_required = ["change"]
    template_name = "people/admin/report.html"
    page_title = gettext_lazy("Report about a person")
    header_icon = "warning"
    model = Report
    index_url_name = ""
    ACTS = {"dismiss": deciding.dismiss, "warn": deciding.warn, "close": deciding.close_account}

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = Report.objects.visible_to(request.user).select_related("about", "by", "letter", "decided_by")
        self.object = get_object_or_404(found, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.object.about.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": Report._meta.verbose_name_plural},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

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

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        act, why = request.POST.get("act", ""), request.POST.get("why", "")
        try:
            self._do(act, why, request.POST.get("days", ""))
        except NotAllowed as refusal:
            messages.error(request, refusal.sentence)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("It is done, and those concerned get a letter."))
            return redirect(self.index_url_name)
        self.object.refresh_from_db()
        return self.render_to_response(self.get_context_data(why=why))

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


class ReportViewSet(ModelViewSet):
    """Reports come from the site: here they are read and decided, never written."""

    model = Report
    icon = "warning"
    menu_label = gettext_lazy("Reports about people")
    menu_order = 312
    add_to_admin_menu = True
    form_fields = ["state"]
    index_view_class = ReportsView
    list_filter = ["state", "reason"]
    ordering = ["-created_at"]
    copy_view_enabled = False

    @property
    def menu_item_class(self) -> Any:
        return type("ReportsMenuItem", (_WithNumber, super().menu_item_class), {})

    @cached_property
    def decide_view(self) -> Any:
        return self.construct_view(DecideView)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.decide_view, name="edit"),
        ]
