"""Cases as search documents: one a language version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import Document as WagtailDocument
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from library.adaptation_documents import AdaptationDocuments
from library.attachments import Attachments, case_ids, case_ids_in
from library.cards import addressed
from library.models import CaseDocument, CasePage, Country, DocumentLink, Theme
from library.models.case import EVIDENCE_LEVELS
from library.people_cards import names_for, organisation_names_for
from library.people_documents import NAMED_IN_CASES, ChampionDocuments, OrganisationDocuments
from library.sections import joined, sections_of
from library.template_texts import ROWS, texts_of
from library.visibility import Audiences
from search import languages, registry
from search.documents import Document, DocumentSource, Link, Text, grouped

_LEVELS = [code for code, _label in EVIDENCE_LEVELS]


def _below(restriction: PageViewRestriction) -> Iterable[int]:
    return CasePage.objects.descendant_of(restriction.page, inclusive=True).values_list("pk", flat=True)


def _versions(page: CasePage) -> Iterable[int]:
    """Every language version knows the others."""
    return CasePage.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True)


class CaseDocuments(DocumentSource):
    kind = "case"
    label = _("Cases")
    touched_by = {
        CasePage: lambda page: {page.pk, *_versions(page)},
        PageViewRestriction: _below,
        CaseDocument: lambda row: [row.page_id],
        DocumentLink: lambda link: [link.page_id],
        **NAMED_IN_CASES,
        WagtailDocument: lambda document: case_ids([document.pk]),
        Collection: case_ids_in,
        CollectionViewRestriction: lambda restriction: case_ids_in(restriction.collection),
    }

    def ids(self) -> Iterator[int]:
        return CasePage.objects.live().order_by("pk").values_list("pk", flat=True).iterator()

    def documents(self, ids: Sequence[int]) -> Iterator[Document]:
        wanted = set(ids)
        keys = CasePage.objects.filter(pk__in=ids).values("translation_key")
        cases = (
            CasePage.objects.live()
            .filter(translation_key__in=keys)
            .select_related("locale")
            .prefetch_related(
                "themes",
                "countries",
                "tagged_items__tag",
                "people__champion__texts",
                "people__organisation__names",
                *ROWS,
            )
        )
        audiences = Audiences()
        attachments = Attachments([case.pk for case in cases])
        families: dict[Any, list[Document]] = defaultdict(list)
        for case in cases:
            families[case.translation_key].append(self._document(case, audiences, attachments))
        for family in families.values():
            yield from (one for one in grouped(family, settings.LANGUAGE_CODES) if one.id in wanted)

    def _document(self, case: CasePage, audiences: Audiences, attachments: Attachments) -> Document:
        language = case.locale.language_code
        tags = tuple(item.tag.name for item in case.tagged_items.all())
        may_read = audiences.of(case)
        people = names_for(case.people.all(), may_read)
        organisations = organisation_names_for(case.people.all(), may_read, language)
        texts = [case.summary, joined(sections_of(case.body)), " ".join(tags), ", ".join(organisations)]
        # In each script a name is written in: quoted alone, and as what it is.
        names = [Text(languages.guess(name, default=language, among=settings.LANGUAGE_CODES), name) for name in people]
        moment = case.first_published_at
        if case.published_on:
            moment = datetime.combine(case.published_on, time(), tzinfo=UTC)
        return Document(
            kind=self.kind,
            id=case.pk,
            language=language,
            title=case.title,
            body=(
                *(Text(language, text) for text in texts if text),
                *texts_of(case),
                *names,
                *attachments.of(case),
            ),
            audiences=may_read,
            code=case.code,
            themes=tuple(theme.code for theme in case.themes.all()),
            countries=tuple(country.pk for country in case.countries.all()),
            tags=tags,
            evidence=case.evidence_level,
            merit=_LEVELS.index(case.evidence_level) + 1 if case.evidence_level in _LEVELS else 0,
            date=moment,
            authors=people,
        )

    def links(self, ids: Sequence[int], *, user: Any, language: str) -> dict[int, Link]:
        cases = CasePage.objects.visible_to(user).filter(pk__in=ids).with_doubt().select_related("locale")
        return {case.pk: Link(url, is_outdated=case.is_outdated) for case, url in addressed(cases, language)}


def theme_labels(codes: Iterable[str], language: str) -> dict[str, str]:
    return {theme.code: theme.name_in(language) for theme in Theme.objects.named().filter(code__in=list(codes))}


def country_labels(codes: Iterable[str], language: str) -> dict[str, str]:
    return {code: languages.country_name(code, language) for code in codes}


def evidence_labels(codes: Iterable[str], language: str) -> dict[str, str]:
    names = dict(EVIDENCE_LEVELS)
    with translation.override(language):
        return {code: str(names[code]) for code in codes if code in names}


registry.register(CaseDocuments())
registry.register(AdaptationDocuments())
registry.register(ChampionDocuments())
registry.register(OrganisationDocuments())
registry.register_facet_labels("theme", theme_labels)
registry.register_facet_labels("country", country_labels)
registry.register_facet_labels("evidence", evidence_labels)
registry.register_known_values("theme", lambda: set(Theme.objects.values_list("code", flat=True)))
registry.register_known_values("country", lambda: set(Country.objects.values_list("pk", flat=True)))
registry.register_known_values("evidence", lambda: dict(EVIDENCE_LEVELS))
