"""Where the library's pictures and documents lie: a collection of its own, so that others may be closed to editors."""

from __future__ import annotations

from wagtail.models import Collection

LIBRARY = "Library"


def library_collection() -> Collection:
    """Made when it is missing. By its name: an administrator may put it elsewhere in the tree."""
    found = Collection.objects.filter(name=LIBRARY).order_by("path").first()
    return found or Collection.get_first_root_node().add_child(name=LIBRARY)


def collection_named(name: str) -> Collection:
    """The one of that name, wherever it lies; made in the library's when it is missing."""
    found = Collection.objects.filter(name=name).order_by("path").first()
    return found or library_collection().add_child(name=name)
