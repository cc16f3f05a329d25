"""Hears of saved and deleted objects and writes the documents they touch into the change log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save

from . import changes
from .documents import DocumentSource


def listen_for(source: DocumentSource) -> None:
    """Connect the models in `source.touched_by`. Connecting twice does nothing."""
    for model, touched in source.touched_by.items():
        uid = f"search.{source.kind}.{model._meta.label}"
        if model._meta.auto_created:
            # The through table of a plain many-to-many field has no instances of its own: `touched` gets the object
            # whose relation changed.
            m2m_changed.connect(_on_relation(source.kind, touched), sender=model, weak=False, dispatch_uid=uid)
            continue
        receiver = _on_save_or_delete(source.kind, touched)
        post_save.connect(receiver, sender=model, weak=False, dispatch_uid=uid)
        post_delete.connect(receiver, sender=model, weak=False, dispatch_uid=uid)


def stop_listening_for(source: DocumentSource) -> None:
    """Undo `listen_for`. For tests."""
    for model in source.touched_by:
        uid = f"search.{source.kind}.{model._meta.label}"
        for signal in (post_save, post_delete, m2m_changed):
            signal.disconnect(sender=model, dispatch_uid=uid)


def _on_save_or_delete(kind: str, touched: Callable[[Any], Iterable[int]]) -> Callable[..., None]:
    def receiver(instance: Any, **kwargs: Any) -> None:
        changes.record(kind, touched(instance))

    return receiver


def _on_relation(kind: str, touched: Callable[[Any], Iterable[int]]) -> Callable[..., None]:
    def receiver(instance: Any, action: str, **kwargs: Any) -> None:
        if action.startswith("post_"):
            changes.record(kind, touched(instance))

    return receiver
