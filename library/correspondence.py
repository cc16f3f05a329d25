"""What every letter of a member to somebody has in common: its text is checked, all kinds are counted together, a
double tap sends once, and nobody learns an address that they were not given.

A kind is a model made of `models.letter.Letter`. Other apps say who may not write to whom with `register_rule`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.models.letter import Letter
from library.refusals import NotAllowed
from search.printable import unprintable

MOST_A_DAY = 5  # letters of one person in 24 hours, to whomever
MAX_TEXT = 4000  # characters
KEPT_FOR = timedelta(days=90)
"""From when they were written: long enough to answer, and to answer a complaint."""

Rule = Callable[[Any, Any], None]
Kind = TypeVar("Kind", bound=Letter)
_rules: list[Rule] = []


def register_rule(rule: Rule) -> None:
    """`rule(sender, recipient)` raises NotAllowed; `recipient` is an account, None for somebody without one."""
    if rule not in _rules:
        _rules.append(rule)


def check_allowed(sender: Any, recipient: Any) -> None:
    """:raises NotAllowed: by one of the rules that are registered"""
    for rule in _rules:
        rule(sender, recipient)


def not_wanted() -> NotAllowed:
    """The one sentence for whoever wants no letters, cannot get any, or wants none of this sender: nobody learns
    which."""
    return NotAllowed(_("This person does not want letters at the moment."))


def sent_before(kind: type[Kind], *, sender: Any, submission: uuid.UUID | None) -> Kind | None:
    """The letter that this form sent already. First it waits for other letters of the sender, until the caller's
    transaction ends: nothing is sent twice, and none slips past the limit."""
    get_user_model().objects.select_for_update().get(pk=sender.pk)
    if submission is None:
        return None
    return kind._default_manager.filter(sender=sender, submission=submission).first()


def _kinds() -> list[type[Letter]]:
    return [model for model in apps.get_models() if issubclass(model, Letter)]


def check_not_too_many(sender: Any, *, most: int = MOST_A_DAY) -> None:
    """:raises NotAllowed: `sender` wrote `most` letters of any kind within 24 hours"""
    since = timezone.now() - timedelta(days=1)
    last: list[Any] = []
    for kind in _kinds():
        sent = kind._default_manager.filter(sender=sender, sent_at__gt=since).order_by("-sent_at")
        last += sent.values_list("sent_at", flat=True)[:most]
    if len(last) >= most:
        wait = sorted(last, reverse=True)[most - 1] - since
        hours = max(1, -(-int(wait.total_seconds()) // 3600))
        raise NotAllowed(
            ngettext(
                "You wrote %(most)s letters within a day. You can write again in %(hours)s hour.",
                "You wrote %(most)s letters within a day. You can write again in %(hours)s hours.",
                hours,
            )
            % {"most": most, "hours": hours}
        )


def checked_text(text: str) -> str:
    """The text as it is kept.

    :raises ValidationError: about `text`
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({"text": _("Please write something.")})
    if unprintable(text):
        raise ValidationError({"text": _("The text holds characters that cannot be shown. Please remove them.")})
    if len(text) > MAX_TEXT:
        raise ValidationError(
            {
                "text": _("The text is too long: %(length)s characters, %(most)s are allowed.")
                % {"length": len(text), "most": MAX_TEXT}
            }
        )
    return text


def message(letter: Letter, *, to: str, template: str, **context: Any) -> EmailMessage:
    """The letter as mail, in the language that is active.

    :param template: gets `context`, and `sender_name`, `sender_address` (empty unless they agreed), `text`, `site_name`
    """
    sender: Any = letter.sender
    name = " ".join(sender.name.split())
    context |= {
        "sender_name": name,
        "sender_address": sender.email if letter.shares_address else "",
        "text": letter.text,
        "site_name": settings.SITE_NAME,
    }
    return EmailMessage(
        subject=_("%(name)s writes to you through %(site)s") % {"name": name, "site": settings.SITE_NAME},
        body=render_to_string(template, context),
        to=[to],
        reply_to=[sender.email] if letter.shares_address else None,
    )


def absolute(path: str) -> str:
    """An address for a letter."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
