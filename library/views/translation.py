"""One translation, for whoever looks after it: what changed in the original since, and the glossary's words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from library import truth
from library.cards import language_facts
from library.glossary import terms_for
from library.models import CasePage, CaseTranslation, TranslatedSection
from library.refusals import NotAllowed
from library.units import units_of
from library.views.translations import MAY, translations_for
from library.wordings import differences


def sections_to_do(row: CaseTranslation) -> list[dict[str, Any]]:
    """The sections of a translation that somebody should look at, with what changed in the original, word by word."""
    wanted = [
        section for section in row.sections.all() if section.change or section.is_machine or not section.is_translated
    ]
    original = {unit.key: unit for unit in units_of(row.original)}
    own = {unit.key: unit for unit in units_of(row.page)} if row.page else {}
    language = row.original.locale.language_code
    return [
        {
            "section": section,
            "label": original[section.source_key].label if section.source_key in original else section.kind,
            "pieces": differences(
                section.source_text,
                original[section.source_key].text if section.source_key in original else "",
                language,
            ),
            "words": own[section.key].text if section.key in own else "",
        }
        for section in wanted
    ]


def help_for(row: CaseTranslation) -> dict[str, Any]:
    """Context of library/admin/translator_help.html."""
    return {
        "row": row,
        "to_do": sections_to_do(row),
        "glossary": terms_for(row.original, row.locale.language_code),
        "source": language_facts(row.original.locale.language_code),
        "target": language_facts(row.locale.language_code),
    }


class TranslationView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """GET shows one translation; POST with `section` (one or more ids) says that these still hold."""

    any_permission_required = MAY
    permission_policy = policy_registry.get_by_type(CasePage)
    template_name = "library/admin/translation.html"
    page_title = gettext_lazy("Translation of a case")
    header_icon = "wagtail-localize-language"

    @cached_property
    def row(self) -> CaseTranslation:
        found = translations_for(self.request.user).select_related("original__locale", "locale", "page__locale")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return f"{self.row.original.title} → {self.row.language_name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("library_translations"), "label": _("Translations of cases")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.row.page
        may_edit = page is not None and page.permissions_for_user(self.request.user).can_edit()
        return super().get_context_data(**kwargs) | help_for(self.row) | {"may_edit": may_edit}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        numbers = [number for number in request.POST.getlist("section") if number.isdigit()]
        chosen = list(TranslatedSection.objects.filter(translation=self.row, pk__in=numbers))
        try:
            truth.confirm(chosen, user=request.user)
        except NotAllowed as refusal:
            messages.error(request, refusal.sentence)
        else:
            done = ngettext("%(number)d section still holds.", "%(number)d sections still hold.", len(chosen))
            messages.success(request, done % {"number": len(chosen)})
        return redirect("library_translation", self.row.pk)
