"""What members adapted elsewhere, as search documents: those that an editor showed, for the readers of the practice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageViewRestriction

from library.models import Adaptation, CasePage
from library.models.case import slug_for
from library.visibility import Audiences
from search import languages
from search.documents import MEMBERS, PUBLIC, STAFF, Document, DocumentSource, Link, Text


def _of(practices: Any) -> Iterable[int]:
    """Ids of the adaptations of practices, given by their translation keys."""
    return Adaptation.objects.filter(practice__in=practices).values_list("pk", flat=True)


class AdaptationDocuments(DocumentSource):
    """Their authors' names are on the case's page only: nothing would take a name out of the index when its owner
    changes it, or leaves."""

    kind = "adaptation"
    label = _("Adaptations")
    touched_by = {
        Adaptation: lambda adaptation: [adaptation.pk],
        CasePage: lambda page: _of([page.translation_key]),
        PageViewRestriction: lambda row: _of(
            CasePage.objects.descendant_of(row.page, inclusive=True).values("translation_key")
        ),
    }

    def ids(self) -> Iterator[int]:
        return Adaptation.objects.shown().order_by("pk").values_list("pk", flat=True).iterator()

    def documents(self, ids: Sequence[int]) -> Iterator[Document]:
        rows = list(Adaptation.objects.shown().filter(pk__in=ids).order_by("pk"))
        versions: dict[UUID, list[CasePage]] = defaultdict(list)
        wanted = CasePage.objects.live().filter(translation_key__in={row.practice for row in rows})
        for page in wanted.prefetch_related("themes").defer("body").order_by("pk"):
            versions[page.translation_key].append(page)
        audiences = Audiences()
        for row in rows:
            if pages := versions[row.practice]:
                yield self._document(row, pages, audiences)

    def _document(self, row: Adaptation, pages: Sequence[CasePage], audiences: Audiences) -> Document:
        """:param pages: the published versions of the practice: whoever may read one of them may read this"""
        may_read = {one for page in pages for one in audiences.of(page)}
        texts = (row.kept, row.changed, row.result, row.photo_alt if row.photo else "")
        return Document(
            kind=self.kind,
            id=row.pk,
            language=row.language,
            title=f"{row.place}, {languages.country_name(row.country, row.language)}",
            body=tuple(Text(row.language, text) for text in texts if text),
            audiences=(next(one for one in (PUBLIC, MEMBERS, STAFF) if one in may_read),),
            themes=tuple(theme.code for theme in pages[0].themes.all()),
            countries=(row.country,),
            date=row.created_at,
        )

    def links(self, ids: Sequence[int], *, user: Any, language: str) -> dict[int, Link]:
        rows = Adaptation.objects.visible_to(user).shown().filter(pk__in=ids).values_list("pk", "code")
        with translation.override(language):
            return {
                pk: Link(f"{reverse('library:adaptations', args=[slug_for(code)])}?adaptation={pk}#adaptation-{pk}")
                for pk, code in rows
            }
