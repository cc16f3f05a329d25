from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from library import document_scans, marks, previews, reading_for_review, using_admin
from library.attachments import case_ids
from library.models import CasePage, Nomination, Theme
from library.people_admin import PeopleGroup, account_chooser
from library.policies import ChangeOnlyPolicy
from library.views.cases import CaseListingViewSet, NeedsUpdateAction
from library.views.cases_to_look_after import ToLookAfterView
from library.views.deciding import NominationViewSet
from library.views.standing import set_standing
from library.views.translation import TranslationView
from library.views.translations import MAY, TranslationsView
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
register_snippet(PeopleGroup)
hooks.register("register_admin_viewset", lambda: account_chooser)
register_permission_policy(Nomination, ChangeOnlyPolicy(Nomination))
using_admin.register()
hooks.register("before_serve_document", document_scans.before_serving)
hooks.register("insert_global_admin_js", marks.script)
hooks.register(
    "insert_global_admin_css",
    lambda: format_html('<link rel="stylesheet" href="{}">', static("library/admin/listings.css")),
)
hooks.register("register_page_header_buttons", previews.buttons)
hooks.register("before_edit_page", reading_for_review.to_read, order=-1)
hooks.register("register_admin_viewset", lambda: CaseListingViewSet("cases"))
hooks.register("register_bulk_action", NeedsUpdateAction)


@hooks.register("register_admin_viewset")
def nominations() -> NominationViewSet:
    return NominationViewSet("nominations", url_prefix="nominations")


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


@hooks.register("register_admin_urls")
def standing_urls() -> list:
    return [path("library/standing/<int:page_id>/", set_standing, name="library_standing")]


@hooks.register("register_page_header_buttons")
def standing_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page.specific_deferred, CasePage) and page.live and page.permissions_for_user(user).can_publish():
        address = reverse("library_standing", args=[page.pk])
        yield Button(_("How it stands"), address, icon_name="history", priority=62)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action("library.standing", _("How it stands"), _("How it stands was changed"))
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


@hooks.register("register_admin_urls")
def translation_urls() -> list:
    return [
        path("reports/case-translations/", TranslationsView.as_view(), name="library_translations"),
        path(
            "reports/case-translations/results/",
            TranslationsView.as_view(results_only=True),
            name="library_translations_results",
        ),
        path("reports/case-translations/<int:pk>/", TranslationView.as_view(), name="library_translation"),
    ]


class _TranslationsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy_registry.get_by_type(CasePage).user_has_any_permission(request.user, MAY)


@hooks.register("register_reports_menu_item")
def translations_item() -> MenuItem:
    return _TranslationsItem(
        TranslationsView.page_title,
        reverse("library_translations"),
        name="case-translations",
        icon_name=TranslationsView.header_icon,
        order=1050,
    )


@hooks.register("register_admin_urls")
def to_look_after_urls() -> list:
    return [
        path("reports/cases-to-look-after/", ToLookAfterView.as_view(), name="library_to_look_after"),
        path(
            "reports/cases-to-look-after/results/",
            ToLookAfterView.as_view(results_only=True),
            name="library_to_look_after_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def to_look_after_item() -> MenuItem:
    return _TranslationsItem(
        ToLookAfterView.page_title,
        reverse("library_to_look_after"),
        name="cases-to-look-after",
        icon_name=ToLookAfterView.header_icon,
        order=1040,
    )
