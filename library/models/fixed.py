"""Names that machines and addresses rely on: chosen once."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _


def check_unchanged(instance: models.Model, field: str) -> None:
    """:raises ValidationError: when `field` of a stored instance differs from what is stored"""
    if instance.pk is None:
        return
    stored = type(instance)._default_manager.filter(pk=instance.pk).values_list(field, flat=True).first()
    if stored is not None and stored != getattr(instance, field):
        raise ValidationError({field: _("It stays “%(value)s”: links and files use it.") % {"value": stored}})
