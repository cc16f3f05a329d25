"""The translators' report: every case in every other language, and what there is to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale
from wagtail.permissions import policy_registry

from library.models import CasePage, CaseTranslation, ReadCount, Theme
from library.time_column import TimeColumn

READS_OF = timedelta(days=90)
MAY = ["change", "publish"]
_LANGUAGE = _("Language")
_STATE = pgettext_lazy("column: how a translation stands", "State")
_SINCE = pgettext_lazy("column: since when a translation stands so", "Since")
_SECTIONS = _("Sections changed")
_WHO = pgettext_lazy("column: who translated", "By")
_WHEN = pgettext_lazy("column: when it was translated", "Translated")
_READS = _("Reads in 90 days")


class TranslationsFilterSet(WagtailFilterSet):
    locale = django_filters.ModelChoiceFilter(queryset=Locale.objects.all(), label=_LANGUAGE)
    state = django_filters.MultipleChoiceFilter(choices=CaseTranslation.State.choices, label=_STATE)
    theme = django_filters.ModelChoiceFilter(
        field_name="original__themes", queryset=Theme.objects.named(), label=_("Theme")
    )

    class Meta:
        model = CaseTranslation
        fields = ["locale", "state", "theme"]


def translations_for(user: Any) -> QuerySet[CaseTranslation]:
    """Of cases that `user` may change or publish, in the original or in the translation."""
    pages: Any = policy_registry.get_by_type(CasePage).instances_user_has_any_permission_for(user, MAY)
    mine = pages.values("pk")
    return CaseTranslation.objects.filter(Q(original__in=mine) | Q(page__in=mine))


class TranslationsView(ReportView):
    """A fixed number of queries, however many cases and languages."""

    model = CaseTranslation
    page_title = _("Translations of cases")
    header_icon = "wagtail-localize-language"
    index_url_name = "library_translations"
    index_results_url_name = "library_translations_results"
    filterset_class = TranslationsFilterSet
    any_permission_required = MAY
    permission_policy = policy_registry.get_by_type(CasePage)
    is_searchable = False
    columns = [
        TitleColumn(
            "title",
            label=_("Case"),
            accessor="original.title",
            get_url=lambda row: reverse("library_translation", args=[row.pk]),
        ),
        Column("code", label=_("Code"), accessor="original.code"),
        Column("language", label=_LANGUAGE, accessor="language_name"),
        Column("state", label=_STATE, accessor="get_state_display"),
        TimeColumn("since", label=_SINCE),
        Column("changed", label=_SECTIONS, accessor="changed"),
        Column("translator", label=_WHO, accessor="translator"),
        TimeColumn("translated_at", label=_WHEN),
        Column("reads", label=_READS, accessor="reads"),
    ]
    list_export = [
        "original.code", "original.title", "language_name", "get_state_display", "since", "changed", "translator",
        "translated_at", "reads",
    ]  # fmt: skip
    export_headings = {
        "original.code": _("Code"),
        "original.title": _("Case"),
        "language_name": _LANGUAGE,
        "get_state_display": _STATE,
        "since": _SINCE,
        "changed": _SECTIONS,
        "translator": _WHO,
        "translated_at": _WHEN,
        "reads": _READS,
    }

    def get_queryset(self) -> QuerySet[CaseTranslation]:
        reads = ReadCount.objects.filter(page=OuterRef("page"), day__gte=timezone.localdate() - READS_OF)
        total = reads.order_by().values("page").annotate(total=Sum("count")).values("total")
        urgency = Case(
            *(When(state=state, then=Value(place)) for place, state in enumerate(CaseTranslation.State.values))
        )
        self.queryset = (
            translations_for(self.request.user)
            .select_related("original", "locale")
            .annotate(
                translator=F("translated_by__name"),
                reads=Coalesce(Subquery(total), 0),
                changed=Count("sections", filter=~Q(sections__change=""), distinct=True),
                urgency=urgency,
            )
            .order_by("urgency", "-reads", "original__slug", "locale", "pk")
        )
        return super().get_queryset()
