"""How far somebody agreed to be shown: one rule, as a queryset and as the audiences of a search document."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import pgettext_lazy

from search.documents import MEMBERS, PUBLIC

Shown = TypeVar("Shown", bound="ConsentQuerySet")


class Consent(models.TextChoices):
    PUBLIC = PUBLIC, pgettext_lazy("who may see a person or an organisation", "Everybody")
    MEMBERS = MEMBERS, pgettext_lazy("who may see a person or an organisation", "People who are signed in")
    NONE = "none", pgettext_lazy("who may see a person or an organisation", "Nobody: kept for editors only")


class ConsentQuerySet(models.QuerySet[Any]):
    def visible_to(self: Shown, user: Any) -> Shown:
        """Those that may be shown to `user` on the site. Who agreed to nothing is shown to nobody, staff included:
        editors work with them in the admin."""
        levels = [Consent.PUBLIC]
        if user is not None and user.is_authenticated and user.is_active:
            levels.append(Consent.MEMBERS)
        return self.filter(consent__in=levels)


def may_see(user: Any, consent: str) -> bool:
    """`visible_to` for one thing at hand."""
    if consent == Consent.MEMBERS:
        return bool(user is not None and user.is_authenticated and user.is_active)
    return consent == Consent.PUBLIC


def audiences_of_consent(consent: str) -> tuple[str, ...]:
    """As a search document names its readers; nothing for what is shown to nobody."""
    return () if consent == Consent.NONE else (consent,)
