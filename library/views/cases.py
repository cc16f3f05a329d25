"""All cases in the admin, in all languages: one list with filters, and what can be done to many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Locale, Page, WorkflowState
from wagtail.permissions import policy_registry

from library import standing
from library.models import CasePage, Country, Standing, Theme
from library.models.case import EVIDENCE_LEVELS
from library.models.standing import MAX_WHY
from library.time_column import TimeColumn
from search import languages
from search.normalising import normalise_name
from search.reader import interface_language

HOLDS = (standing.CURRENT, _("It holds"))
_LANGUAGE = _("Language")
_EVIDENCE = pgettext_lazy("facet: how well a practice is known to work", "Evidence")
_STANDING = _("How it stands")


class CaseFilterSet(WagtailFilterSet):
    # Not `locale`: to Wagtail's list views that parameter means something else.
    language = django_filters.ModelChoiceFilter(field_name="locale", queryset=Locale.objects.all(), label=_LANGUAGE)
    themes = django_filters.ModelChoiceFilter(queryset=Theme.objects.named(), label=_("Theme"))
    countries = django_filters.ModelChoiceFilter(queryset=Country.objects.all(), label=_("Country"))
    evidence_level = django_filters.MultipleChoiceFilter(choices=EVIDENCE_LEVELS, label=_EVIDENCE)
    standing = django_filters.MultipleChoiceFilter(
        choices=[HOLDS, *Standing.State.choices], label=_STANDING, method="stands"
    )
    status = django_filters.MultipleChoiceFilter(
        choices=[
            ("live", pgettext_lazy("state of a page", "Published")),
            ("draft", pgettext_lazy("state of a page", "Draft")),
            ("changed", pgettext_lazy("state of a page", "Published, with a newer draft")),
            ("review", pgettext_lazy("state of a page", "In review")),
        ],
        label=_("Status"),
        method="has_status",
    )
    without_image = django_filters.ChoiceFilter(
        choices=[("yes", _("Without a lead image"))], label=_("Image"), method="lacks_image"
    )
    latest_revision_created_at = django_filters.DateFromToRangeFilter(label=_("Updated"), widget=DateRangePickerWidget)

    class Meta:
        model = CasePage
        fields: list[str] = []

    def stands(self, cases: QuerySet, _name: str, states: list[str]) -> QuerySet:
        said = Q(Exists(_standing_of_row().filter(state__in=states)))
        return cases.filter(said | ~Exists(_standing_of_row()) if standing.CURRENT in states else said)

    def has_status(self, cases: QuerySet, _name: str, chosen: list[str]) -> QuerySet:
        # Not by Wagtail's generic relation, whose join would give a case once for every review it went through.
        reviews = WorkflowState.objects.active().filter(
            base_content_type=ContentType.objects.get_for_model(Page), object_id=Cast(OuterRef("pk"), CharField())
        )
        said = {
            "live": Q(live=True),
            "draft": Q(live=False),
            "changed": Q(live=True, has_unpublished_changes=True),
            "review": Q(Exists(reviews)),
        }
        wanted = Q()
        for one in chosen:
            wanted |= said[one]
        return cases.filter(wanted)

    def lacks_image(self, cases: QuerySet, _name: str, _value: str) -> QuerySet:
        return cases.filter(lead_image=None)


def _standing_of_row() -> QuerySet[Standing]:
    return Standing.objects.filter(translation_key=OuterRef("translation_key"))


def language_of(case: CasePage) -> str:
    return languages.name_in(case.locale.language_code, interface_language())


def standing_shown(case: Any) -> Any:
    """Of a case annotated with `standing_state`."""
    return dict([HOLDS, *Standing.State.choices])[case.standing_state or standing.CURRENT] if case.live else ""


def with_standing(cases: QuerySet) -> QuerySet:
    return cases.annotate(standing_state=Subquery(_standing_of_row().values("state")[:1]))


class CasesView(IndexView):
    """A fixed number of queries, however many cases."""

    page_title = _("Cases")
    template_name = "library/admin/cases.html"
    base_filterset_class = CaseFilterSet
    columns = [
        BulkActionsColumn("bulk_actions"),
        Column("code", label=_("Code"), sort_key="code", width="11%"),
        # Not Wagtail's column for titles, whose menu asks the database several times a row.
        TitleColumn(
            "title",
            label=_("Title"),
            sort_key="title",
            get_url=lambda case: reverse("wagtailadmin_pages:edit", args=[case.pk]),
        ),
        Column("language", label=_LANGUAGE, accessor=language_of, sort_key="locale"),
        Column("evidence", label=_EVIDENCE, accessor="get_evidence_level_display", sort_key="evidence_level"),
        Column("standing", label=_STANDING, accessor=standing_shown),
        TimeColumn("latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at"),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
    ]
    list_export = [
        "code", "title", "locale.language_code", "evidence_level", "standing_state", "status_string",
        "latest_revision_created_at",
    ]  # fmt: skip
    export_headings = {
        "code": _("Code"),
        "title": _("Title"),
        "locale.language_code": _LANGUAGE,
        "evidence_level": _EVIDENCE,
        "standing_state": _STANDING,
        "status_string": _("Status"),
        "latest_revision_created_at": _("Updated"),
    }
    show_locale_labels = False  # a column says so

    def get_base_queryset(self) -> QuerySet:
        return with_standing(super().get_base_queryset().select_related("locale"))

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """A part of a code or title. Wagtail's own index finds no Thai or Lao word inside a sentence."""
        if not self.is_searching:
            return queryset
        words = normalise_name(self.search_query)
        found = queryset.filter(Q(code__icontains=words) | Q(title__icontains=words))
        return found if self.is_explicitly_ordered else found.order_by("-latest_revision_created_at", "pk")


class _CasesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy_registry.get_by_type(CasePage).user_has_any_permission(request.user, ["add", "change", "publish"])


class CaseListingViewSet(PageListingViewSet):
    model = CasePage
    icon = "list-ul"
    menu_label = _("Cases")
    menu_order = 150
    add_to_admin_menu = True
    menu_item_class = _CasesItem
    index_view_class = CasesView
    columns = CasesView.columns
    filterset_class = CaseFilterSet
    list_export = CasesView.list_export
    export_headings = CasesView.export_headings
    export_filename = "cases"


class NeedsUpdateForm(forms.Form):
    why = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=MAX_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see it, in your words."),
    )

    def clean_why(self) -> str:
        why = " ".join(self.cleaned_data["why"].split())
        if mistake := standing.mistakes_in(Standing.State.NEEDS_UPDATE, why).get("why"):
            raise forms.ValidationError(mistake)
        return why


class NeedsUpdateAction(PageBulkAction):
    """Many published cases need an update, for one reason."""

    display_name = pgettext_lazy("action", "Needs an update")
    aria_label = _("Say that the selected cases need an update")
    action_type = "needs_update"
    action_priority = 60
    form_class = NeedsUpdateForm
    template_name = "library/admin/needs_update.html"

    def check_perm(self, page: Page) -> bool:
        case = page.specific_deferred
        return isinstance(case, CasePage) and case.live and case.permissions_for_user(self.request.user).can_publish()

    def get_execution_context(self) -> dict[str, Any]:
        assert self.cleaned_form is not None  # noqa: S101 - Wagtail sets it before
        return super().get_execution_context() | {"why": self.cleaned_form.cleaned_data["why"]}

    @classmethod
    def execute_action(cls, objects: Sequence[Page], **kwargs: Any) -> tuple[int, int]:
        for page in objects:
            standing.set_standing(
                page.specific_deferred,
                state=Standing.State.NEEDS_UPDATE,
                why=kwargs["why"],
                editor=kwargs["user"],
                page_language=get_language() or "",
            )
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        said = ngettext(
            "Readers of %(count)d case are told that it needs an update.",
            "Readers of %(count)d cases are told that they need an update.",
            num_parent_objects,
        )
        return said % {"count": num_parent_objects}
