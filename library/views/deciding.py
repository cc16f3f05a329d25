"""Editors' view of nominations: a list, and one of them with what can be done about it."""

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
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet

from library import nominating
from library.cards import language_facts
from library.models import Nomination
from library.refusals import NotAllowed
from library.time_column import TimeColumn


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


class DecideView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """GET shows one nomination; POST `make_case`, or `decline` with `answer`."""

    any_permission_required = ["change"]
    template_name = "library/admin/nomination.html"
    page_title = gettext_lazy("Nomination")
    header_icon = "pick"
    model = Nomination
    index_url_name = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = Nomination.objects.visible_to(request.user).select_related("nominator", "photo", "case", "decided_by")
        self.object = get_object_or_404(found, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.object.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": Nomination._meta.verbose_name_plural},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "nomination": self.object,
            "language": language_facts(self.object.language),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = request.POST.get("answer", "")
        try:
            if "make_case" in request.POST:
                case = nominating.make_case(self.object, editor=request.user)
                messages.success(request, _("It is a draft now. The nominator was told."))
                return redirect("wagtailadmin_pages:edit", case.pk)
            nominating.decline(self.object, editor=request.user, answer=answer)
        except NotAllowed as refusal:
            messages.error(request, refusal.sentence)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The nominator gets your answer."))
            return redirect(self.index_url_name)
        self.object.refresh_from_db()
        return self.render_to_response(self.get_context_data(answer=answer))


class NominationViewSet(ModelViewSet):
    """Nominations come from the site: here they are read and decided, never written."""

    model = Nomination
    icon = "pick"
    menu_label = gettext_lazy("Nominations")
    menu_order = 305
    add_to_admin_menu = True
    form_fields = ["state"]
    index_view_class = NominationsView
    list_filter = ["state", "language"]
    search_fields = ["title", "place", "why"]
    ordering = ["-created_at"]
    copy_view_enabled = False

    @cached_property
    def decide_view(self) -> Any:
        return self.construct_view(DecideView)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.decide_view, name="edit"),
        ]
