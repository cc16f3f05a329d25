from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.models import Group

from search import registry
from search.documents import PUBLIC, Document, DocumentSource, Link, Text


class GroupDocuments(DocumentSource):
    kind = "group"
    label = "Groups"
    touched_by = {Group: lambda group: [group.pk], Group.permissions.through: lambda group: [group.pk]}

    def ids(self) -> Iterator[int]:
        return Group.objects.order_by("pk").values_list("pk", flat=True).iterator()

    def documents(self, ids: Sequence[int]) -> Iterator[Document]:
        for group in Group.objects.filter(pk__in=ids).prefetch_related("permissions"):
            if "unreadable" in group.name:
                raise ValueError("this group cannot be read")
            names = " ".join(permission.codename for permission in group.permissions.all())
            yield Document(
                kind=self.kind,
                id=group.pk,
                language="en",
                title=group.name,
                body=(Text("en", f"body of {group.name} {names}"),),
                audiences=(PUBLIC,),
            )

    def links(self, ids: Sequence[int], *, user: Any, language: str) -> dict[int, Link]:
        found = Group.objects.filter(pk__in=ids).values_list("pk", flat=True)
        return {pk: Link(f"/{language}/groups/{pk}/") for pk in found}


source = GroupDocuments()
registry.register(source)
