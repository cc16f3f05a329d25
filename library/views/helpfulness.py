"""Wagtail reports: which sections help, in which language, and what readers say of those that do not."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from library.blocks import SECTION_LABELS
from library.models import SectionAnswer
from library.models.answer import WHY_NOT
from library.time_column import TimeColumn
from search import languages
from search.reader import interface_language

_MAY = ["add", "publish"]
_YES = pgettext_lazy("column: answers to “was this helpful?”", "Yes")
_NO = pgettext_lazy("column: answers to “was this helpful?”", "No")


def _section(row: Any) -> str:
    name = row["section"] if isinstance(row, dict) else row.section
    return str(SECTION_LABELS.get(name, name))


def _language(row: Any) -> str:
    code = row["page_language"] if isinstance(row, dict) else row.page.locale.language_code
    return languages.name_in(code, interface_language())


def may_see(user: Any) -> bool:
    return policy_registry.get_by_type(Page).user_has_any_permission(user, _MAY)


class _Report(ReportView):
    model = SectionAnswer
    header_icon = "help"
    is_searchable = False

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class HelpfulView(_Report):
    """A row a section and language: how many it helped, how many not, and why not. What helped least comes first."""

    page_title = _("Was it helpful?")
    index_url_name = "library_helpful"
    index_results_url_name = "library_helpful_results"
    columns = [
        TitleColumn(
            "title",
            label=_("Case"),
            accessor="title",
            get_url=lambda row: reverse("wagtailadmin_pages:edit", args=[row["page"]]),
        ),
        Column("section", label=_("Section"), accessor=_section),
        Column("language", label=_("Language"), accessor=_language),
        Column("yes", label=_YES),
        Column("no", label=_NO),
        *(Column(name, label=label) for name, label in WHY_NOT),
    ]
    list_export = ["code", "title", "section", "page_language", "yes", "no", *(name for name, _label in WHY_NOT)]
    export_headings = {"code": _("code"), "title": _("Case"), "section": _("Section"), "page_language": _("Language"),
                       "yes": _YES, "no": _NO, **dict(WHY_NOT)}  # fmt: skip

    def get_queryset(self) -> QuerySet[Any]:
        self.queryset = (
            SectionAnswer.objects.values(
                "page",
                "section",
                code=F("page__code"),
                title=F("page__title"),
                page_language=F("page__locale__language_code"),
            )
            .annotate(
                yes=Count("pk", filter=Q(is_helpful=True)),
                no=Count("pk", filter=Q(is_helpful=False)),
                **{name: Count("pk", filter=Q(reason=name)) for name, _label in WHY_NOT},
            )
            .order_by("-no", "yes", "page", "section")
        )
        return self.queryset


class ReasonsView(_Report):
    """What readers wrote, newest first."""

    page_title = _("What readers missed")
    index_url_name = "library_reasons"
    index_results_url_name = "library_reasons_results"
    columns = [
        TitleColumn(
            "title",
            label=_("Case"),
            accessor="page.title",
            get_url=lambda row: reverse("wagtailadmin_pages:edit", args=[row.page_id]),
        ),
        Column("section", label=_("Section"), accessor=_section),
        Column("language", label=_("Language"), accessor=_language),
        Column("reason", label=_("Reason"), accessor="get_reason_display"),
        Column("comment", label=_("In their words")),
        TimeColumn("answered_at", label=_("Answered")),
    ]
    list_export = ["page.code", "section", "page.locale.language_code", "reason", "comment", "answered_at"]

    def get_queryset(self) -> QuerySet[SectionAnswer]:
        self.queryset = (
            SectionAnswer.objects.filter(is_helpful=False)
            .exclude(reason="", comment="")
            .select_related("page__locale")
            .order_by("-answered_at", "-pk")
        )
        return super().get_queryset()
