"""Doors of the admin that Wagtail and wagtail-localize leave open to everybody who may enter it.

Their choosers and lists were made for editors, who see everything; our reviewers and translators see what is theirs.
A door is the name of an address and the rule it lacks. `tests/cms/test_every_address.py` knocks at all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import ResolverMatch
from wagtail.admin.auth import permission_denied
from wagtail.models import Page, Task
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation

from library.models import Champion
from library.reading_for_review import changes_itself
from library.visibility import readable

ANY = ("add", "change", "delete", "view")
_CHOOSERS = "wagtailsnippetchoosers_"
_ACTS_ON_TRANSLATIONS = ("edit_", "upload_pofile", "machine_translate", "stop_translation")
_SUBMIT = "wagtail_localize.submit_translation"

Rule = Callable[[Any, ResolverMatch], bool]


def _has_any(user: Any, model: Any) -> bool:
    return bool(policy_registry.get_by_type(model).user_has_any_permission(user, ANY))


def _model(app: str, name: str) -> Any:
    try:
        return apps.get_model(app, name)
    except LookupError as error:
        raise Http404 from error


def _nobody(_user: Any, _match: ResolverMatch) -> bool:
    return False


def _keeps_what_is_chosen(user: Any, match: ResolverMatch) -> bool:
    return _has_any(user, _model(*match.namespace.removeprefix(_CHOOSERS).split("_", 1)))


def _keeps_what_is_listed(user: Any, match: ResolverMatch) -> bool:
    return _has_any(user, _model(match.kwargs["app_label"], match.kwargs["model_name"]))


def _submits(user: Any, _match: ResolverMatch | None = None) -> bool:
    return bool(user.has_perm(_SUBMIT))


def _writes(user: Any, _match: ResolverMatch | None = None) -> bool:
    return bool(policy_registry.get_by_type(Page).user_has_permission(user, "add"))


def _moves(user: Any, match: ResolverMatch) -> bool:
    page = Page.objects.filter(pk=match.kwargs["page_to_move_id"]).first()
    return page is not None and page.permissions_for_user(user).can_move()


def _changes_the_translation(user: Any, match: ResolverMatch) -> bool:
    found = Translation.objects.filter(pk=match.kwargs["translation_id"]).select_related("source").first()
    if found is None:
        return True  # the view says so
    page = Page.objects.filter(translation_key=found.source.object_id, locale=found.target_locale).first()
    return page is None or changes_itself(user, page)


DOORS: tuple[tuple[str, Rule], ...] = (
    (_CHOOSERS, _keeps_what_is_chosen),
    ("library_accounts:create", _nobody),  # accounts are made where their form asks for what an account needs
    ("library_accounts:", lambda user, _match: _has_any(user, Champion)),  # chosen for a champion
    ("wagtail_localize:snippets_api", _keeps_what_is_listed),
    # Also opened by a review, which lets read and not write.
    *((f"wagtail_localize:{act}", _changes_the_translation) for act in _ACTS_ON_TRANSLATIONS),
    # Every draft of every language; translators have "Translations of cases".
    ("wagtail_localize:translations_report", _submits),
    ("wagtailadmin_pages:move_confirm", _moves),
    ("wagtailadmin_reports:page_types_usage", _writes),  # names the page of each type that changed last
    ("wagtailadmin_workflows:task_cho", lambda user, _match: _has_any(user, Task)),
    ("wagtailadmin_error_test", _nobody),  # an error 500 on purpose, for whoever makes Wagtail
)
"""How the name of an address begins, and who passes; the first that fits counts."""


def may_pass(user: Any, match: ResolverMatch) -> bool:
    """Whether `user`, who may enter the admin, may go through this door. True for a door that is none of ours.

    :raises Http404: what it leads to does not exist
    """
    rule = next((rule for start, rule in DOORS if match.view_name.startswith(start)), None)
    return rule is None or rule(user, match)


class AdminDoorsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        """Refuses as Wagtail does; who may not enter the admin at all is led to the sign-in by Wagtail itself."""
        match, user = request.resolver_match, request.user
        if match is None or not match.route.startswith("admin/") or not user.has_perm("wagtailadmin.access_admin"):
            return None
        return None if may_pass(user, match) else permission_denied(request)


def pages_to_choose(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Wagtail's hook `construct_page_chooser_queryset`: what readers see, and the drafts that one may explore."""
    user = request.user
    if user.is_superuser:
        return pages
    explorable = policy_registry.get_by_type(Page).explorable_instances(user)
    live = readable(Page.objects.live(), user)
    return pages.filter(pk__in=live.order_by().values("pk")) | pages.filter(pk__in=explorable.order_by().values("pk"))


def items_of_reports(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's hook `construct_reports_menu`: nothing in a menu that refuses whoever follows it."""
    hidden = set()
    if not _submits(request.user):
        hidden.add("translations")
    if not _writes(request.user):
        hidden.add("page-types-usage")
    menu_items[:] = [item for item in menu_items if item.name not in hidden]
