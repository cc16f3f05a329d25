from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_save


def _one_spelling(instance: Any, **_kwargs: Any) -> None:
    """`น้ำ` typed with its marks in another order is the same tag, wherever it was typed."""
    from search.normalising import normalise_name

    instance.name = normalise_name(instance.name)


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        pre_save.connect(_one_spelling, sender="taggit.Tag", dispatch_uid="library: one spelling")
