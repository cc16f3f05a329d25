"""Wagtail report: the documents of cases, and why the text of some is not searched."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.documents.models import Document

from library.models import DocumentText
from library.time_column import TimeColumn

_STATE = pgettext_lazy("column: whether the text of a document was read", "Text")
_WHEN = pgettext_lazy("column: when a document was read", "Read")
_MAY = ["add", "change", "delete"]
# What an editor can mend comes first.
_ORDER = Case(
    When(reading__state=DocumentText.State.FAILED, then=Value(0)),
    When(reading__is_cut=True, then=Value(1)),
    When(reading__state=DocumentText.State.UNSUPPORTED, then=Value(2)),
    When(reading__state=DocumentText.State.WAITING, then=Value(3)),
    default=Value(4),
    output_field=IntegerField(),
)


class DocumentTextsView(ReportView):
    model = Document
    page_title = _("Texts of documents")
    header_icon = "doc-full-inverse"
    index_url_name = "library_document_texts"
    index_results_url_name = "library_document_texts_results"
    any_permission_required = _MAY
    columns = [
        TitleColumn("title", label=_("Document"), get_url=lambda row: reverse("wagtaildocs:edit", args=[row.pk])),
        Column("state", label=_STATE, accessor="reading.get_state_display"),
        Column("explanation", label=_("What to do"), accessor="reading.explanation"),
        TimeColumn("read_at", label=_WHEN, accessor="reading.extracted_at"),
    ]
    list_export = ["title", "reading.state", "reading.explanation", "reading.extracted_at"]
    export_headings = {
        "title": _("Document"),
        "reading.state": _STATE,
        "reading.explanation": _("What to do"),
        "reading.extracted_at": _WHEN,
    }
    is_searchable = False

    def get_queryset(self) -> QuerySet[Document]:
        mine: Any = self.permission_policy.instances_user_has_any_permission_for(self.request.user, _MAY)
        self.queryset = mine.exclude(reading=None).select_related("reading").annotate(urgency=_ORDER)
        self.queryset = self.queryset.defer("reading__text").order_by("urgency", "title", "pk")
        return super().get_queryset()
