"""A step of `erasing`: what Wagtail's log calls an account, and the rows that go with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils import translation
from django.utils.translation import pgettext
from wagtail.models import ModelLogEntry

from privacy import registry
from privacy.decisions import Erasing
from search.reader import interface_language_for


def forget_in_log(person: Any, **_how: Any) -> Iterator[None]:
    """An entry of the log says as what a thing was known when something was done with it: for an account, a name."""
    _forget(get_user_model(), [person.pk])
    for table in registry.tables():
        model = apps.get_model(table.model)
        if table.erasing is Erasing.DELETE and _is_logged(model):
            rows = model._base_manager.filter(**{table.person: person.pk})
            _forget(model, rows.values_list("pk", flat=True))
            yield


def _is_logged(model: Any) -> bool:
    return ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model)).exists()


def _forget(model: Any, numbers: Any) -> None:
    with translation.override(interface_language_for(settings.LANGUAGE_CODE)):
        label = pgettext("author of a post", "former member")
    entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    entries.filter(object_id__in=[str(number) for number in numbers]).update(label=label, data={})
