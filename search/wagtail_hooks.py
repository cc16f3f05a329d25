"""The thesaurus in the admin: usable with forty thousand concepts."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from search import unanswered_admin
from search.concept_form import ConceptForm
from search.languages import name_in
from search.lexicon_admin import AllowPairs, RefusePairs, WordTranslationViewSet
from search.models import Concept, ConceptLabel
from search.models.concept import ConceptQuerySet
from search.reader import interface_language


def _site_languages() -> list[tuple[str, str]]:
    return [(code, name_in(code, interface_language())) for code in settings.LANGUAGE_CODES]


class ConceptFilterSet(WagtailFilterSet):
    """What is there to do: labels that a language lacks, labels nobody has looked at."""

    without = django_filters.ChoiceFilter(label=_("Without a label in"), method="lacking", choices=_site_languages)
    unreviewed = django_filters.ChoiceFilter(
        label=_("With a label that is not reviewed in"), method="not_reviewed", choices=_site_languages
    )

    class Meta:
        model = Concept
        fields: list[str] = []

    def lacking(self, queryset: ConceptQuerySet, _name: str, language: str) -> ConceptQuerySet:
        return queryset.filter(~Exists(_labels_in(language)))

    def not_reviewed(self, queryset: ConceptQuerySet, _name: str, language: str) -> ConceptQuerySet:
        return queryset.filter(Exists(_labels_in(language).filter(is_reviewed=False)))


def _labels_in(language: str) -> Any:
    return ConceptLabel.objects.filter(concept=OuterRef("pk"), language=language)


class ConceptIndexView(IndexView):
    is_searchable = True

    def search_queryset(self, queryset: ConceptQuerySet) -> ConceptQuerySet:
        return queryset.labelled_like(self.search_query) if self.is_searching else queryset


class LabelSearchForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )

    def filter(self, objects: ConceptQuerySet) -> ConceptQuerySet:
        objects = super().filter(objects).prefetch_related("labels")
        if query := self.cleaned_data.get("q"):
            self.is_searching = True
            self.search_query = query
            objects = objects.labelled_like(query)
        return objects


class ConceptChooseView(ChooseView):
    filter_form_class = LabelSearchForm


class ConceptChooseResultsView(ChooseResultsView):
    filter_form_class = LabelSearchForm


class ConceptChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ConceptChooseView
    choose_results_view_class = ConceptChooseResultsView


class ConceptViewSet(SnippetViewSet):
    model = Concept
    icon = "tag"
    menu_label = _("Thesaurus")
    menu_order = 320
    add_to_admin_menu = True
    list_display = ["__str__", "code", "uri"]
    list_per_page = 50
    chooser_per_page = 25
    index_view_class = ConceptIndexView
    chooser_viewset_class = ConceptChooserViewSet
    filterset_class = ConceptFilterSet
    edit_handler = ObjectList(Concept.panels, base_form_class=ConceptForm)

    def get_queryset(self, request: HttpRequest) -> ConceptQuerySet:
        return Concept.objects.prefetch_related("labels")


register_snippet(ConceptViewSet)
register_snippet(WordTranslationViewSet)
unanswered_admin.register()
hooks.register("register_bulk_action", RefusePairs)
hooks.register("register_bulk_action", AllowPairs)
