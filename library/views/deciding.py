"""Editors' view of nominations: a list, and one of them with what can be done about it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from library import nominating
from library.cards import language_facts
from library.models import Nomination
from library.time_column import TimeColumn
from library.views.decide import DecidedViewSet, DecideView


class NominationsView(IndexView):
    any_permission_required = ["change"]
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Nomination"),
            get_url=lambda row: reverse("nominations:edit", args=[row.pk]),
        ),
        Column("place", label=gettext_lazy("Where")),
        Column("nominator", label=gettext_lazy("Nominated by"), accessor="nominator.name"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
        TimeColumn("created_at", label=gettext_lazy("Nominated"), sort_key="created_at"),
    ]

    def get_base_queryset(self) -> QuerySet[Nomination]:
        return Nomination.objects.visible_to(self.request.user).select_related("nominator")


class DecideNominationView(DecideView):
    """GET shows one nomination; POST `make_case`, or `decline` with `answer`."""

    template_name = "library/admin/nomination.html"
    page_title = gettext_lazy("Nomination")
    header_icon = "pick"
    model = Nomination
    keeps = "answer"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = Nomination.objects.visible_to(request.user).select_related("nominator", "photo", "case", "decided_by")
        self.object = get_object_or_404(found, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.object.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "nomination": self.object,
            "language": language_facts(self.object.language),
        }

    def decide(self, request: HttpRequest) -> HttpResponseBase:
        if "make_case" in request.POST:
            case = nominating.make_case(self.object, editor=request.user)
            messages.success(request, _("It is a draft now. The nominator was told."))
            return redirect("wagtailadmin_pages:edit", case.pk)
        nominating.decline(self.object, editor=request.user, answer=request.POST.get("answer", ""))
        messages.success(request, _("The nominator gets your answer."))
        return redirect(self.index_url_name)


class NominationViewSet(DecidedViewSet):
    model = Nomination
    icon = "pick"
    menu_label = gettext_lazy("Nominations")
    menu_order = 305
    index_view_class = NominationsView
    decide_view_class = DecideNominationView
    list_filter = ["state", "language"]
    search_fields = ["title", "place", "why"]
