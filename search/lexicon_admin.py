"""The learned lexicon in the admin: a list to look through, and two actions. Nobody types pairs by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from search.languages import name_in
from search.lexicon import refusing
from search.models import WordTranslation
from search.reader import interface_language


def _languages() -> list[tuple[str, str]]:
    return [(code, name_in(code, interface_language())) for code in settings.LANGUAGE_CODES]


class LearnedPolicy(ModelPermissionPolicy):
    """Rows come from learning and go with it: nobody adds or deletes one."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("change", "view") and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Sequence[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(WordTranslation, LearnedPolicy(WordTranslation))


class TranslationFilterSet(WagtailFilterSet):
    source_language = django_filters.ChoiceFilter(label=_("From"), choices=_languages)
    target_language = django_filters.ChoiceFilter(label=_("To"), choices=_languages)

    class Meta:
        model = WordTranslation
        fields = ["source_language", "target_language", "origin", "is_refused"]


class TranslationIndexView(IndexView):
    is_searchable = True

    def search_queryset(self, queryset: QuerySet[WordTranslation]) -> QuerySet[WordTranslation]:
        if not self.is_searching:
            return queryset
        wanted = self.search_query.strip()
        return queryset.filter(Q(source_text__icontains=wanted) | Q(target_text__icontains=wanted))


class WordTranslationViewSet(SnippetViewSet):
    model = WordTranslation
    icon = "globe"
    menu_label = _("Learned translations")
    menu_order = 321
    add_to_admin_menu = True
    index_view_class = TranslationIndexView
    filterset_class = TranslationFilterSet
    list_display = [
        "source_text",
        "target_text",
        Column("source_language", label=_("From"), sort_key="source_language"),
        Column("target_language", label=_("To"), sort_key="target_language"),
        Column("probability", label=_("Probability"), sort_key="probability"),
        Column("evidence", label=_("Seen"), sort_key="evidence"),
        BooleanColumn("is_refused", label=_("Refused"), sort_key="is_refused"),
    ]
    ordering = ["-probability", "pk"]
    list_per_page = 100
    copy_view_enabled = False
    panels: list[Any] = []


class _MarkPairs(SnippetBulkAction):
    """Refusing and allowing: one click more to confirm, for any number of pairs."""

    question: Any = ""

    models = [WordTranslation]
    template_name = "search/admin/mark_translations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = {"question": self.question, "action_button_text": self.display_name}
        return super().get_context_data(**kwargs) | said

    def check_perm(self, snippet: WordTranslation) -> bool:
        return bool(self.permission_policy.user_has_permission_for_instance(self.request.user, "change", snippet))

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        changed = ngettext("%(count)d pair of words changed.", "%(count)d pairs of words changed.", num_parent_objects)
        return changed % {"count": num_parent_objects}


class RefusePairs(_MarkPairs):
    display_name = pgettext_lazy("learned translations", "Refuse")
    aria_label = _("Refuse the selected translations")
    action_type = "refuse"
    action_priority = 10
    classes = {"serious"}
    question = _("Never use these translations, and never learn them again?")

    @classmethod
    def execute_action(cls, objects: Sequence[WordTranslation], **kwargs: Any) -> tuple[int, int]:
        refusing.refuse(objects)
        return len(objects), 0


class AllowPairs(_MarkPairs):
    display_name = pgettext_lazy("learned translations", "Allow")
    aria_label = _("Allow the selected translations")
    action_type = "allow"
    action_priority = 20
    question = _("Use these translations again?")

    @classmethod
    def execute_action(cls, objects: Sequence[WordTranslation], **kwargs: Any) -> tuple[int, int]:
        refusing.allow(objects)
        return len(objects), 0
