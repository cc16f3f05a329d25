"""Steps of `erasing`: what Wagtail keeps of a person beside rows that point to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils import translation
from django.utils.translation import pgettext
from wagtail.models import COMMENTS_RELATION_NAME, Comment, CommentReply, ModelLogEntry, Revision

from privacy import registry
from privacy.decisions import Erasing
from search.reader import interface_language_for

AT_ONCE = 50
"""Wordings of pages, of some 100 kB each."""


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


def forget_comments_in_drafts(person: Any, **_how: Any) -> Iterator[None]:
    """A wording of a page holds the editors' notes beside it, and would bring them back."""
    wrote = (model.objects.filter(user=person).exists() for model in (Comment, CommentReply, Revision))
    if not any(wrote):
        return
    last = 0
    noted = Revision.objects.filter(**{f"content__{COMMENTS_RELATION_NAME}__isnull": False})
    while revisions := list(noted.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = revisions[-1].pk
        for revision in revisions:
            comments = revision.content[COMMENTS_RELATION_NAME]
            kept = _without_those_of(person, comments)
            if kept != comments:
                content = revision.content | {COMMENTS_RELATION_NAME: kept}
                Revision.objects.filter(pk=revision.pk).update(content=content)
        yield


def _without_those_of(person: Any, comments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        comment | {"replies": [reply for reply in comment.get("replies", []) if reply.get("user") != person.pk]}
        for comment in comments
        if comment.get("user") != person.pk
    ]
