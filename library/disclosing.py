"""Keeps `Disclosure`: in the transaction that changes, hides or deletes a public case, its row says so."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from library.models import CasePage, Disclosure, DisclosureSet, Theme, ThemeName
from library.practices import public_cases

THEME, COUNTRY = "theme", "country"
_BATCH = 500  # cases

# What a draft, a lock or a schedule writes on the row of a published page: its public description stays as it was.
_NOT_PUBLIC = {
    "draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at", "live_revision",
    "go_live_at", "expire_at", "locked", "locked_at", "locked_by", "numchild",
}  # fmt: skip


def sets_of(page: CasePage) -> set[str]:
    """The OAI-PMH sets of a case: its themes and countries."""
    themes = {f"{THEME}:{theme.code}" for theme in page.themes.all()}
    return themes | {f"{COUNTRY}:{country.pk}" for country in page.countries.all()}


def note(pages: Collection[CasePage]) -> None:
    """`pages` were saved, or who may read them changed: what is public of their practices may be different now. The
    number of queries does not grow with the pages."""
    saved = {page.pk: page for page in pages}
    slugs = {page.slug for page in pages}
    leads: dict[str, CasePage] = {}
    for page in public_cases().filter(slug__in=slugs).order_by("pk").prefetch_related("themes", "countries"):
        leads.setdefault(page.slug, page)
    if hidden := slugs - leads.keys():
        touch(Disclosure.objects.filter(slug__in=hidden))
    if leads:
        now = timezone.now()
        Disclosure.objects.bulk_create(
            [Disclosure(slug=lead.slug, code=lead.code, changed_at=now) for lead in leads.values()],
            update_conflicts=True,
            unique_fields=["slug"],
            update_fields=["code", "changed_at"],
        )
        # The saved page's own relations: modelcluster writes them after the row.
        _keep_sets({slug: sets_of(saved.get(lead.pk, lead)) for slug, lead in leads.items()})


def _keep_sets(wanted: dict[str, set[str]]) -> None:
    numbers = dict(Disclosure.objects.filter(slug__in=wanted).values_list("slug", "pk"))
    rows = DisclosureSet.objects.filter(disclosure__in=numbers.values()).values_list("disclosure", "spec", "pk")
    kept = {(owner, spec): pk for owner, spec, pk in rows}
    right = {(numbers[slug], spec) for slug, specs in wanted.items() for spec in specs}
    if gone := [kept[pair] for pair in kept.keys() - right]:
        DisclosureSet.objects.filter(pk__in=gone).delete()
    if new := sorted(right - kept.keys()):
        DisclosureSet.objects.bulk_create(
            [DisclosureSet(disclosure_id=owner, spec=spec) for owner, spec in new], ignore_conflicts=True
        )


def touch(rows: QuerySet[Disclosure]) -> None:
    """Their public description changed, or they are gone."""
    rows.update(changed_at=timezone.now())


def connect() -> None:
    """Hear of what changes what everybody may read."""
    for receiver, signal, sender in (
        (_case_saved, post_save, CasePage),
        (_case_deleted, post_delete, CasePage),
        (_restriction_changed, post_save, PageViewRestriction),
        (_restriction_changed, post_delete, PageViewRestriction),
        (_theme_renamed, post_save, ThemeName),
        (_theme_renamed, post_delete, ThemeName),
        (_theme_deleted, pre_delete, Theme),
        (_page_moved, post_page_move, None),
    ):
        uid = f"library.disclosing.{receiver.__name__}"
        signal.connect(receiver, sender=sender, dispatch_uid=uid)


def _case_saved(instance: CasePage, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if not raw and (update_fields is None or set(update_fields) - _NOT_PUBLIC):
        note([instance])


def _case_deleted(instance: CasePage, **kwargs: Any) -> None:
    touch(Disclosure.objects.filter(slug=instance.slug))


def _note_below(page: Page) -> None:
    below = CasePage.objects.live().filter(path__startswith=page.path).order_by("pk").iterator(chunk_size=_BATCH)
    while batch := list(islice(below, _BATCH)):
        note(batch)


def _restriction_changed(instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        _note_below(instance.page)


def _page_moved(instance: Page, **kwargs: Any) -> None:
    _note_below(instance)


def _theme_renamed(instance: ThemeName, raw: bool = False, **kwargs: Any) -> None:
    code = Theme.objects.filter(pk=instance.theme_id).values_list("code", flat=True).first()
    if code and not raw:
        touch(Disclosure.objects.filter(sets__spec=f"{THEME}:{code}"))


def _theme_deleted(instance: Theme, **kwargs: Any) -> None:
    """Its cases stay, without it."""
    spec = f"{THEME}:{instance.code}"
    touch(Disclosure.objects.filter(sets__spec=spec))
    DisclosureSet.objects.filter(spec=spec).delete()
