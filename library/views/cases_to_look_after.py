"""Wagtail report: published cases that are stale, lack an image or a champion, or that nobody has read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale
from wagtail.permissions import policy_registry

from library.models import CasePage, ReadCount, Standing, Theme
from library.models.case_person import CasePerson
from library.time_column import TimeColumn
from library.views.cases import language_of
from library.views.translations import MAY

STALE_AFTER = timedelta(days=2 * 365)  # without a publication; issue 5, point 8
_LANGUAGE = _("Language")
_UPDATED = pgettext_lazy("column: when a case was last published", "Published")
_STALE = pgettext_lazy("what is wrong with a case", "Stale")
_NO_IMAGE = pgettext_lazy("what is wrong with a case", "No image")
_NO_CHAMPION = pgettext_lazy("what is wrong with a case", "No champion")
_NEVER_READ = pgettext_lazy("what is wrong with a case", "Never read")
REASONS = {
    "is_stale": _STALE,
    "has_no_image": _NO_IMAGE,
    "has_no_champion": _NO_CHAMPION,
    "is_never_read": _NEVER_READ,
}


class ToLookAfterFilterSet(WagtailFilterSet):
    why = django_filters.MultipleChoiceFilter(choices=list(REASONS.items()), label=_("Why"), method="is_so")
    language = django_filters.ModelChoiceFilter(field_name="locale", queryset=Locale.objects.all(), label=_LANGUAGE)
    theme = django_filters.ModelChoiceFilter(field_name="themes", queryset=Theme.objects.named(), label=_("Theme"))

    class Meta:
        model = CasePage
        fields: list[str] = []

    def is_so(self, cases: QuerySet, _name: str, chosen: list[str]) -> QuerySet:
        """All of what was chosen."""
        return cases.filter(**dict.fromkeys(chosen, True))


def to_look_after(user: Any) -> QuerySet[CasePage]:
    """Published cases that `user` may change or publish and in which something is amiss, each language version by
    itself, annotated with `REASONS` (bool). A case holds as long as it was published in the last two years and no
    editor says that it needs an update; archived ones are done with."""
    mine: Any = policy_registry.get_by_type(CasePage).instances_user_has_any_permission_for(user, MAY)
    of_row = Standing.objects.filter(translation_key=OuterRef("translation_key"))
    champions = CasePerson.objects.filter(Q(champion__isnull=False) | ~Q(name=""), page=OuterRef("pk"))
    annotated = (
        CasePage.objects.live()
        .filter(pk__in=mine.values("pk"))
        .exclude(Exists(of_row.filter(state=Standing.State.ARCHIVED)))
        .annotate(
            is_stale=Q(last_published_at__lt=timezone.now() - STALE_AFTER)
            | Exists(of_row.filter(state=Standing.State.NEEDS_UPDATE)),
            has_no_image=Q(lead_image__isnull=True),
            has_no_champion=~Exists(champions.filter(role=CasePerson.Role.CHAMPION)),
            is_never_read=~Exists(ReadCount.objects.filter(page=OuterRef("pk"))),
        )
    )
    amiss = Q()
    for reason in REASONS:
        amiss |= Q(**{reason: True})
    return annotated.filter(amiss)


class ToLookAfterView(ReportView):
    """A fixed number of queries, however many cases."""

    model = CasePage
    page_title = _("Cases to look after")
    header_icon = "warning"
    index_url_name = "library_to_look_after"
    index_results_url_name = "library_to_look_after_results"
    filterset_class = ToLookAfterFilterSet
    any_permission_required = MAY
    permission_policy = policy_registry.get_by_type(CasePage)
    is_searchable = False
    columns = [
        TitleColumn(
            "title",
            label=_("Case"),
            get_url=lambda case: reverse("wagtailadmin_pages:edit", args=[case.pk]),
        ),
        Column("code", label=_("Code")),
        Column("language", label=_LANGUAGE, accessor=language_of),
        TimeColumn("last_published_at", label=_UPDATED),
        *(BooleanColumn(reason, label=label) for reason, label in REASONS.items()),
    ]
    list_export = ["code", "title", "locale.language_code", "last_published_at", *REASONS]
    export_headings = {
        "code": _("Code"),
        "title": _("Case"),
        "locale.language_code": _LANGUAGE,
        "last_published_at": _UPDATED,
        **REASONS,
    }

    def get_queryset(self) -> QuerySet[CasePage]:
        cases: Any = to_look_after(self.request.user)
        cases = cases.defer_streamfields().select_related("locale")
        self.queryset = cases.order_by("-is_stale", F("last_published_at").asc(nulls_first=True), "pk")
        return super().get_queryset()
