"""Champions and organisations as search documents: one a language that something is written in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.db.models.signals import pre_delete
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from library.models import (
    CasePerson,
    Champion,
    ChampionText,
    ChampionTopic,
    Consent,
    Organisation,
    OrganisationName,
)
from library.models.consent_level import audiences_of_consent
from library.people_cards import may_be_named
from search import changes
from search.documents import Document, DocumentSource, Link, Text, grouped
from search.models import ConceptLabel, Kind

_SAID = (Kind.PREFERRED, Kind.ALTERNATIVE)


def cases_with(**who: Any) -> Iterable[int]:
    """Ids of the cases whose documents say the name of `champion` or `organisation` (an id)."""
    return CasePerson.objects.filter(**who).values_list("page_id", flat=True).distinct()


NAMED_IN_CASES = {
    CasePerson: lambda row: [row.page_id],
    Champion: lambda champion: cases_with(champion=champion.pk),
    ChampionText: lambda row: cases_with(champion=row.champion_id),
    Organisation: lambda one: cases_with(organisation=one.pk),
    OrganisationName: lambda row: cases_with(organisation=row.organisation_id),
}
"""What changes the names in cases' documents."""


def _address(view: str, code: str, written_in: str, languages_there: set[str], reader: str) -> str:
    """Where a reader of `reader` reads exactly this version: inside their own language when there is none in it."""
    language = written_in if reader in languages_there and written_in in settings.LANGUAGE_CODES else reader
    with translation.override(language):
        return reverse(view, kwargs={"code": code})


class _RowDocuments(DocumentSource):
    """Documents whose ids are those of rows that each belong to one thing in one language."""

    row: type[Model]
    owner: str
    view: str

    def ids(self) -> Iterator[int]:
        rows: QuerySet[Any] = self.row._default_manager.exclude(**{f"{self.owner}__consent": Consent.NONE})
        return rows.order_by("pk").values_list("pk", flat=True).iterator()

    def _rows(self, ids: Sequence[int]) -> Iterator[list[Any]]:
        """The rows of each thing that one of `ids` is about, all of its languages."""
        rows: QuerySet[Any] = self.row._default_manager.all()
        owners = rows.filter(pk__in=ids).exclude(**{f"{self.owner}__consent": Consent.NONE}).values(self.owner)
        families: dict[int, list[Any]] = defaultdict(list)
        for row in self._ready(rows.filter(**{f"{self.owner}__in": owners}).order_by("pk")):
            families[getattr(row, f"{self.owner}_id")].append(row)
        yield from families.values()

    def _ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        raise NotImplementedError

    def _document(self, row: Any) -> Document:
        raise NotImplementedError

    def documents(self, ids: Sequence[int]) -> Iterator[Document]:
        wanted = set(ids)
        for rows in self._rows(ids):
            made = [self._document(row) for row in rows]
            yield from (one for one in grouped(made, settings.LANGUAGE_CODES) if one.id in wanted)

    def links(self, ids: Sequence[int], *, user: Any, language: str) -> dict[int, Link]:
        owners = self.row._meta.get_field(self.owner).related_model
        visible = owners._default_manager.visible_to(user)  # type: ignore[union-attr]
        rows = self.row._default_manager.filter(**{f"{self.owner}__in": visible})
        wanted = rows.filter(pk__in=ids)
        there: dict[int, set[str]] = defaultdict(set)
        owner_id = f"{self.owner}_id"
        found = {}
        for pk, owner, code, written_in in rows.filter(**{f"{self.owner}__in": wanted.values(owner_id)}).values_list(
            "pk", owner_id, f"{self.owner}__code", "language"
        ):
            there[owner].add(written_in)
            found[pk] = owner, code, written_in
        return {
            pk: Link(_address(self.view, found[pk][1], found[pk][2], there[found[pk][0]], language))
            for pk in ids
            if pk in found
        }


def _texts_of(champions: QuerySet[Champion]) -> Iterable[int]:
    return ChampionText.objects.filter(champion__in=champions).values_list("pk", flat=True)


class ChampionDocuments(_RowDocuments):
    kind = "champion"
    label = _("People who can teach")
    row, owner, view = ChampionText, "champion", "library:champion"
    touched_by = {
        Champion: lambda champion: _texts_of(Champion.objects.filter(pk=champion.pk)),
        ChampionText: lambda row: {
            row.pk,
            *ChampionText.objects.filter(champion=row.champion_id).values_list("pk", flat=True),
        },
        ChampionTopic: lambda row: _texts_of(Champion.objects.filter(pk=row.champion_id)),
        ConceptLabel: lambda row: _texts_of(Champion.objects.filter(topics__concept=row.concept_id)),
        Organisation: lambda one: _texts_of(Champion.objects.filter(organisation=one.pk)),
        OrganisationName: lambda row: _texts_of(Champion.objects.filter(organisation=row.organisation_id)),
    }

    def _ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("champion").prefetch_related(
            "champion__texts", "champion__organisation__names", "champion__topics__concept__labels"
        )

    def _document(self, row: ChampionText) -> Document:
        champion = row.champion
        audiences = audiences_of_consent(champion.consent)
        texts = [Text(row.language, text) for text in (row.headline, row.teaches, row.availability) if text]
        labels = [label for topic in champion.topics.all() for label in topic.concept.labels.all()]
        topics = [label.text for label in labels if label.language == row.language and label.kind in _SAID]
        texts += [Text(row.language, ", ".join(dict.fromkeys(topics)))] if topics else []
        organisation = champion.organisation
        if organisation is not None and may_be_named(organisation.consent, audiences):
            name = organisation.text_in(row.language)
            texts += [Text(name.language, name.name)] if name else []
        if champion.place:
            texts.append(Text(row.language, champion.place))
        return Document(
            kind=self.kind,
            id=row.pk,
            language=row.language,
            title=row.name or champion.name,
            body=tuple(texts),
            audiences=audiences,
            countries=(champion.country_id,) if champion.country_id else (),
            authors=tuple(champion.names),
        )


class OrganisationDocuments(_RowDocuments):
    kind = "organisation"
    label = _("Organisations")
    row, owner, view = OrganisationName, "organisation", "library:organisation"
    touched_by = {
        Organisation: lambda one: OrganisationName.objects.filter(organisation=one.pk).values_list("pk", flat=True),
        OrganisationName: lambda row: {
            row.pk,
            *OrganisationName.objects.filter(organisation=row.organisation_id).values_list("pk", flat=True),
        },
    }

    def _ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("organisation")

    def _document(self, row: OrganisationName) -> Document:
        organisation = row.organisation
        facts = [organisation.acronym, row.description, organisation.place]
        return Document(
            kind=self.kind,
            id=row.pk,
            language=row.language,
            title=row.name,
            body=tuple(Text(row.language, text) for text in facts if text),
            audiences=audiences_of_consent(organisation.consent),
            code=organisation.code,
            countries=(organisation.country_id,) if organisation.country_id else (),
        )


def _champion_goes(instance: Champion, **_kwargs: Any) -> None:
    """Before the database takes the name out of the cases, without telling anybody."""
    changes.record("case", cases_with(champion=instance.pk))


def _organisation_goes(instance: Organisation, **_kwargs: Any) -> None:
    changes.record("case", cases_with(organisation=instance.pk))
    changes.record("champion", _texts_of(Champion.objects.filter(organisation=instance.pk)))


pre_delete.connect(_champion_goes, sender=Champion, dispatch_uid="library: a champion's name elsewhere")
pre_delete.connect(_organisation_goes, sender=Organisation, dispatch_uid="library: an organisation's name elsewhere")
