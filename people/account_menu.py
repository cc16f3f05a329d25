"""The pages of one's own account, in the order of the menu that stands beside each of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ENTRIES: tuple[tuple[str, Any], ...] = (
    ("people:account", _("My account")),
    ("account_email", _("E-mail address")),
    ("community:notification_choices", _("Notifications")),
    ("community:tokens", _("Tokens for programs")),
    ("people:consents", pgettext_lazy("page of an account", "Consent")),
    ("people:my_data", _("My data")),
)
"""Name of an address, and what the menu calls it."""


def account_menu(request: HttpRequest) -> list[dict[str, Any]]:
    """As `templates/people/parts/account_menu.html` shows it."""
    rows = [{"url": reverse(name), "label": label} for name, label in ENTRIES]
    return [row | {"is_current": row["url"] == request.path} for row in rows]
