from typing import Any

from django.apps import AppConfig


def _without_tags(source_obj: Any, target_obj: Any, **_kwargs: Any) -> None:
    """A translation begins without tags: those of the original are words of another language."""
    from library.models import CasePage

    if isinstance(target_obj, CasePage) and target_obj.locale_id != source_obj.locale_id:
        target_obj.tags.clear()
        target_obj.save_revision(clean=False)


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        from wagtail.signals import copy_for_translation_done, page_published

        from library import attachments, facts
        from library.models import CasePage

        copy_for_translation_done.connect(_without_tags, dispatch_uid="library: tags are each language's own")
        page_published.connect(facts.after_publishing, sender=CasePage, dispatch_uid="library: facts are one")
        attachments.connect()
