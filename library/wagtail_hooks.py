from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.documents.models import Document
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from library.attachments import case_ids
from library.models import Theme
from library.views.unread import DocumentTextsView
from search import changes


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    menu_label = _("Themes")
    menu_order = 300
    add_to_admin_menu = True
    list_display = ["name", "code", "order"]


register_snippet(ThemeViewSet)


@hooks.register("register_admin_urls")
def document_text_urls() -> list:
    return [
        path("reports/document-texts/", DocumentTextsView.as_view(), name="library_document_texts"),
        path(
            "reports/document-texts/results/",
            DocumentTextsView.as_view(results_only=True),
            name="library_document_texts_results",
        ),
    ]


@hooks.register("register_log_actions")
def facts_passed_on(actions: Any) -> None:
    actions.register_action("library.facts", _("Take over facts"), _("Took over the facts of the original"))


@hooks.register("after_bulk_action")
def documents_moved(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Wagtail moves many documents to another, perhaps closed, collection without a signal. In its transaction."""
    if action.model is Document and action_type == "add_to_collection":
        changes.record("case", case_ids(document.pk for document in objects))


class _DocumentTextsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy_registry.get_by_type(Document).user_has_any_permission(request.user, ["add", "change", "delete"])


@hooks.register("register_reports_menu_item")
def document_texts_item() -> MenuItem:
    return _DocumentTextsItem(
        DocumentTextsView.page_title,
        reverse("library_document_texts"),
        name="document-texts",
        icon_name=DocumentTextsView.header_icon,
        order=1100,
    )
