"""Learning routes and their cohorts in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet, SnippetViewSetGroup

from library.models import LearningRoute, RouteEdition
from people.models import Participation
from people.views.cohort import CohortView
from people.views.cohort_invitations import CohortInvitationsView


class RoutePolicy(ModelPermissionPolicy):
    """A route is not deleted while somebody stands in a cohort of it: what they did would be gone with it."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "delete" and Participation.objects.filter(edition__route=instance).exists():
            return False
        return super().user_has_permission_for_instance(user, action, instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)


class RouteForm(WagtailAdminModelForm):
    """An edition with a cohort cannot be taken out of the form."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        gone = [form.instance for form in self.formsets["editions"].deleted_forms if form.instance.pk]
        kept = RouteEdition.objects.filter(pk__in=[edition.pk for edition in gone], participations__isnull=False)
        if edition := kept.first():
            said = _("The edition “%(code)s” has a cohort. Take its people off the list first.")
            self.add_error(None, said % {"code": edition.code})
            return False
        return True


class _RouteDeleteView(DeleteView):
    def user_has_permission(self, permission: str) -> bool:
        return self.user_has_permission_for_instance(permission, self.object)


class LearningRouteViewSet(SnippetViewSet):
    model = LearningRoute
    icon = "site"
    menu_label = gettext_lazy("Learning routes")
    list_display = ["title", "code", Column("journeys", label=gettext_lazy("Editions"), accessor="journeys")]
    list_per_page = 50
    copy_view_enabled = False
    delete_view_class = _RouteDeleteView
    edit_handler = ObjectList(LearningRoute.panels, base_form_class=RouteForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LearningRoute]:
        return LearningRoute.objects.prefetch_related("texts").annotate(journeys=Count("editions"))


def _of_state(state: str) -> Count:
    return Count("participations", filter=Q(participations__state=state))


def cohort_url(edition: RouteEdition) -> str:
    return reverse("cohorts:edit", args=[edition.pk])


class CohortsView(IndexView):
    page_title = gettext_lazy("Cohorts")
    default_ordering = "-starts_on"
    columns = [
        TitleColumn("name", label=gettext_lazy("Edition"), accessor=str, get_url=cohort_url),
        Column("starts_on", label=gettext_lazy("First day"), sort_key="starts_on"),
        Column("ends_on", label=gettext_lazy("Last day"), sort_key="ends_on"),
        Column("selected", label=pgettext_lazy("of a participant of a route", "Selected"), sort_key="selected"),
        Column("travelled", label=pgettext_lazy("how many", "Travelled"), sort_key="travelled"),
    ]

    def get_add_url(self) -> None:
        """Editions are added to their route."""

    def get_base_queryset(self) -> QuerySet[RouteEdition]:
        states = Participation.State
        return RouteEdition.objects.named().annotate(
            selected=_of_state(states.SELECTED), travelled=_of_state(states.TRAVELLED)
        )


class CohortViewSet(ModelViewSet):
    """An edition by its people: who may look after participants sees it (`wagtail_hooks.py`). Editions themselves are
    written with their route."""

    model = RouteEdition
    icon = "group"
    menu_label = gettext_lazy("Cohorts")
    form_fields = ["code"]
    list_per_page = 50
    sort_order_field = None
    index_view_class = CohortsView
    copy_view_enabled = False

    @cached_property
    def cohort_view(self) -> Any:
        return self.construct_view(CohortView)

    @cached_property
    def invitations_view(self) -> Any:
        return self.construct_view(CohortInvitationsView)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.cohort_view, name="edit"),
            path("<int:pk>/invitations/", self.invitations_view, name="invitations"),
        ]


class RoutesGroup(SnippetViewSetGroup):
    items = (LearningRouteViewSet, CohortViewSet("cohorts"))
    menu_icon = "site"
    menu_label = gettext_lazy("Learning routes")
    menu_name = "routes"
    menu_order = 303
