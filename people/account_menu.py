"""The pages of one's own account, in the order of the menu that stands beside each of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ENTRIES: tuple[tuple[str, Any], ...] = (
    ("people:account", _("My account")),
    ("people:profile", _("My profile")),
    ("account_email", _("E-mail address")),
    ("mfa_index", _("Ways to sign in")),
    ("usersessions_list", _("Where I am signed in")),
    ("community:notification_choices", _("Notifications")),
    ("people:letters", pgettext_lazy("of members", "Letters")),
    ("people:blocked", _("People I have blocked")),
    ("community:tokens", _("Tokens for programs")),
    ("people:consents", pgettext_lazy("page of an account", "Consent")),
    ("people:my_data", _("My data")),
    ("people:delete", _("Delete my account")),
)
"""Name of an address, and what the menu calls it."""

SENTENCES: dict[str, Any] = {
    "people:profile": _("What you tell of yourself, and who sees it."),
    "people:letters": _("What members wrote to you, and you to them."),
    "people:blocked": _("People of whom you hear nothing."),
    "people:consents": _("What you agreed to, and who sees you where."),
    "people:my_data": _("Everything the site holds about you, as a file."),
    "people:delete": _("In 14 days, if you do not change your mind."),
    "community:notification_choices": _("What the site tells you, and what it does not."),
    "community:tokens": _("For programs that read or write here as you."),
}
"""What the front page of the account says about an entry, by the name of its address."""

_BELONGS = {
    "mfa_index": ("/accounts/2fa/", "/accounts/password/", "/accounts/3rdparty/"),
    "usersessions_list": ("/accounts/sessions/",),
}
"""Parts of addresses whose pages belong to an entry that is not their own."""


def account_menu(request: HttpRequest) -> list[dict[str, Any]]:
    """As `templates/people/parts/account_menu.html` shows it."""
    rows = []
    for name, label in ENTRIES:
        url = reverse(name)
        is_current = url == request.path or any(part in request.path for part in _BELONGS.get(name, ()))
        rows.append({"name": name, "url": url, "label": label, "is_current": is_current})
    return rows
