"""The site's plain pages, and the pages that present communities, as search documents of kind `page`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction

from cms.models import StandardPage
from community.models import Community, CommunityPage
from library.cards import addressed
from library.sections import to_text
from library.visibility import Audiences, readable
from search import registry
from search.documents import PUBLIC, Document, DocumentSource, Link, Text, grouped

_KINDS = (StandardPage, CommunityPage)


def _text(page: Page) -> list[str]:
    if isinstance(page, CommunityPage):
        return [page.purpose, page.guidelines]
    texts = [page.intro]
    for block in page.body:
        texts += [block.value["heading"], to_text(block.value["text"].source)]
    return texts


def _versions(page: Page) -> Iterable[int]:
    """Every language version knows the others."""
    return Page.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True)


def _below(restriction: PageViewRestriction) -> Iterable[int]:
    return Page.objects.descendant_of(restriction.page, inclusive=True).type(*_KINDS).values_list("pk", flat=True)


class PageDocuments(DocumentSource):
    kind = "page"
    label = _("Pages")
    touched_by = {
        StandardPage: lambda page: {page.pk, *_versions(page)},
        CommunityPage: lambda page: {page.pk, *_versions(page)},
        Community: lambda community: community.pages.values_list("pk", flat=True),
        PageViewRestriction: _below,
    }

    def ids(self) -> Iterator[int]:
        return Page.objects.live().type(*_KINDS).order_by("pk").values_list("pk", flat=True).iterator()

    def documents(self, ids: Sequence[int]) -> Iterator[Document]:
        wanted = set(ids)
        keys = Page.objects.filter(pk__in=ids).values("translation_key")
        pages = Page.objects.live().type(*_KINDS).filter(translation_key__in=keys)
        audiences = Audiences()
        families: dict[Any, list[Document]] = defaultdict(list)
        for page in pages.select_related("locale").specific():
            families[page.translation_key].append(self._document(page, audiences))
        for family in families.values():
            yield from (one for one in grouped(family, settings.LANGUAGE_CODES) if one.id in wanted)

    def _document(self, page: Page, audiences: Audiences) -> Document:
        language = page.locale.language_code
        own = audiences.of(page)
        if isinstance(page, CommunityPage) and own == (PUBLIC,):
            own = page.community.audiences_of_its_page
        return Document(
            kind=self.kind,
            id=page.pk,
            language=language,
            title=page.title,
            body=tuple(Text(language, text) for text in _text(page) if text),
            audiences=own,
            date=page.last_published_at,
        )

    def links(self, ids: Sequence[int], *, user: Any, language: str) -> dict[int, Link]:
        hidden = CommunityPage.objects.exclude(community__in=Community.objects.known_to(user))
        pages = readable(Page.objects.live().filter(pk__in=ids), user).exclude(pk__in=hidden.values("pk"))
        return {page.pk: Link(url) for page, url in addressed(pages.select_related("locale"), language)}


registry.register(PageDocuments())
