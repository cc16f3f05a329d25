"""Champions and organisations in the admin."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views.chooser import ChooseResultsView as SnippetChooseResultsView
from wagtail.snippets.views.chooser import ChooseView as SnippetChooseView
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from library.models import Champion, Consent, Country, Organisation
from search.languages import country_name
from search.reader import interface_language


class AccountSearchForm(BaseFilterForm):
    """An account by the beginning of a word of its name, or by its whole address."""

    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        objects = super().filter(objects)
        if query := self.cleaned_data.get("q"):
            self.is_searching = True
            self.search_query = query
            objects = objects.filter(name__icontains=query) | objects.filter(email__iexact=query)
        return objects


class _AccountChooseView(ChooseView):
    filter_form_class = AccountSearchForm


class _AccountChooseResultsView(ChooseResultsView):
    filter_form_class = AccountSearchForm


class AccountChooserViewSet(ChooserViewSet):
    """Accounts are many: they are searched, never listed in a menu."""

    model = settings.AUTH_USER_MODEL
    icon = "user"
    choose_one_text = _("Choose an account")
    choose_another_text = _("Choose another account")
    register_widget = False
    choose_view_class = _AccountChooseView
    choose_results_view_class = _AccountChooseResultsView


account_chooser = AccountChooserViewSet("library_accounts", url_prefix="library/accounts")


class _NameSearchForm(BaseFilterForm):
    """By a part of a name, in any language, or of the code."""

    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        objects = super().filter(objects)
        if query := self.cleaned_data.get("q"):
            self.is_searching = True
            self.search_query = query
            objects = objects.called_like(query)  # type: ignore[attr-defined]
        return objects


class _NameChooseView(SnippetChooseView):
    filter_form_class = _NameSearchForm


class _NameChooseResultsView(SnippetChooseResultsView):
    filter_form_class = _NameSearchForm


class _NameChooserViewSet(SnippetChooserViewSet):
    choose_view_class = _NameChooseView
    choose_results_view_class = _NameChooseResultsView


class _NameIndexView(IndexView):
    is_searchable = True

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.called_like(self.search_query) if self.is_searching else queryset  # type: ignore[attr-defined]


class FactsForm(WagtailAdminModelForm):
    """Countries by name, in the editor's language; one row a language, said where it is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "country" in self.fields:
            field = self.fields["country"]
            named = sorted(((country.pk, country.name) for country in field.queryset), key=lambda row: row[1])
            field.choices = [("", "---------"), *named]


def _countries() -> list[tuple[str, str]]:
    reader = interface_language()
    return sorted(
        ((code, country_name(code, reader)) for code in Country.objects.values_list("pk", flat=True)),
        key=lambda row: row[1],
    )


class ChampionFilterSet(WagtailFilterSet):
    consent = django_filters.ChoiceFilter(label=_("Who may see this person"), choices=Consent.choices)
    country = django_filters.ChoiceFilter(label=_("Country"), field_name="country_id", choices=_countries)
    without_photo = django_filters.BooleanFilter(
        label=pgettext_lazy("filter of champions", "Without a photo"), field_name="photo", lookup_expr="isnull"
    )
    accepts_letters = django_filters.BooleanFilter(label=_("Wants letters from members"))

    class Meta:
        model = Champion
        fields: list[str] = []


class OrganisationFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Organisation.Kind.choices)
    country = django_filters.ChoiceFilter(label=_("Country"), field_name="country_id", choices=_countries)
    consent = django_filters.ChoiceFilter(label=_("Who may see it"), choices=Consent.choices)

    class Meta:
        model = Organisation
        fields: list[str] = []


def _champion_panels() -> list[Any]:
    """The model's own, with accounts chosen from a search."""
    panels = [panel.clone() for panel in Champion.panels]
    for panel in panels[-1].children:
        if getattr(panel, "field_name", "") == "account":
            panel.widget = account_chooser.widget_class
    return panels


class ChampionViewSet(SnippetViewSet):
    model = Champion
    icon = "user"
    menu_label = _("Champions")
    list_display = ["name", "code", "consent", "country", "organisation", "accepts_letters"]
    list_per_page = 50
    index_view_class = _NameIndexView
    chooser_viewset_class = _NameChooserViewSet
    filterset_class = ChampionFilterSet
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Champion]:
        return Champion.objects.select_related("country").prefetch_related("organisation__names")

    def get_edit_handler(self) -> Any:
        return ObjectList(_champion_panels(), base_form_class=FactsForm).bind_to_model(self.model)


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    list_display = ["name", "code", "kind", "country", "consent"]
    list_per_page = 50
    index_view_class = _NameIndexView
    chooser_viewset_class = _NameChooserViewSet
    filterset_class = OrganisationFilterSet
    copy_view_enabled = False
    edit_handler = ObjectList(Organisation.panels, base_form_class=FactsForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        return Organisation.objects.select_related("country").named()


class PeopleGroup(SnippetViewSetGroup):
    items = (ChampionViewSet, OrganisationViewSet)
    menu_icon = "user"
    menu_label = _("People")
    menu_name = "people"
    menu_order = 305
