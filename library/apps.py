from typing import Any

from django.apps import AppConfig


def _without_tags(source_obj: Any, target_obj: Any, **_kwargs: Any) -> None:
    """A translation begins without tags: those of the original are words of another language."""
    from library.models import CasePage

    if isinstance(target_obj, CasePage) and target_obj.locale_id != source_obj.locale_id:
        target_obj.tags.clear()
        target_obj.save_revision(clean=False)


def _thank_nominators(instance: Any, **_kwargs: Any) -> None:
    from library import nominating

    nominating.thank_nominators(instance)


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        from wagtail.signals import copy_for_translation_done, page_published

        from library import (
            adaptations,
            attachments,
            disclosing,
            document_scans,
            facts,
            handwork,
            notices,
            points,
            printing,
            shelving,
            truth,
            visibility,
        )
        from library.models import CasePage

        copy_for_translation_done.connect(_without_tags, dispatch_uid="library: tags are each language's own")
        page_published.connect(facts.after_publishing, sender=CasePage, dispatch_uid="library: facts are one")
        page_published.connect(_thank_nominators, sender=CasePage, dispatch_uid="library: nominators are told")
        visibility.connect()
        points.register(adaptations.points)
        attachments.connect()
        document_scans.connect()
        notices.connect()
        shelving.connect()
        printing.connect()
        handwork.connect()
        truth.connect()
        disclosing.connect()
