"""Reviewers read and decide; they change no text. Wagtail would let whoever a case waits for into its editor."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permissions import policy_registry

_CHANGES = ("change", "publish", "lock", "unlock")


def changes_itself(user: Any, page: Page) -> bool:
    """Whether a right on the page lets `user` into its editor, and not only a review that waits for them."""
    policy = policy_registry.get_by_type(Page)
    return bool(policy.user_has_any_permission_for_instance(user, _CHANGES, page))


def to_read(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    """Wagtail's hook `before_edit_page`, which runs for those only whom Wagtail lets in.

    :raises PermissionDenied: for a POST
    """
    task = page.current_workflow_task
    if task is None or changes_itself(request.user, page):
        return None
    if request.method == "POST":
        raise PermissionDenied
    sentence = _("This waits for your review. Approve it or ask for changes on the first page of the admin.")
    messages.info(request, sentence)
    return redirect("wagtailadmin_pages:workflow_preview", page.pk, task.pk)
