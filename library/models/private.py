"""Files that have no address of their own: a view gives them to those who may have them."""

from __future__ import annotations

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    """A function: where files lie belongs to the installation and to no migration."""
    return storages["private"]
