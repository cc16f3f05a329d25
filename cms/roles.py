"""The groups of the admin and what each may do there. `docs/permissions.md` is what comes out of it, as a table.

What an administrator added to a group by hand stays; what they took away from one of ours comes back with the next
`setup_site`. Rights of Wagtail's on pages and collections are rows of their own, beside those on models.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, GroupCollectionPermission, GroupPagePermission, Page

from library.folders import LIBRARY, library_collection
from library.reviewing import EDITORS, PEERS
from library.tree import in_language, site_home
from search.languages import name_in

ADMINISTRATORS = "Administrators"
WRITERS = "Editors"
"""A group of Wagtail's own: they write pages, and somebody else publishes them."""
ADMINISTRATION = "Administration"
"""A collection of which nobody but administrators sees anything."""

MANAGE = ("add", "change", "delete")
_ENTER = ("wagtailadmin.access_admin",)


def _all(*models: str) -> list[str]:
    """`app.model` → its three rights."""
    return [f"{model.split('.')[0]}.{act}_{model.split('.')[1]}" for model in models for act in MANAGE]


_OF_EDITORS = [
    *_ENTER,
    *_all("library.champion", "library.organisation", "search.concept"),
    "library.add_theme", "library.change_theme", "library.change_nomination", "library.change_adaptation",
    "search.change_wordtranslation", "wagtail_localize.submit_translation",
    *_all("library.learningroute", "people.participation"), "people.add_invitation", "people.change_invitation",
    "people.change_report",
]  # fmt: skip
RIGHTS: dict[str, list[str]] = {
    EDITORS: _OF_EDITORS,
    PEERS: [*_ENTER],
    ADMINISTRATORS: [
        *_OF_EDITORS,
        # Not to delete people: accounts end as their owners wish. Not groups: what a role may do stands here.
        "cms.add_user", "cms.change_user",
        *_all("community.community", "community.heldword", "wagtailredirects.redirect", "wagtailcore.workflow"),
        *_all("wagtailcore.task"), "people.view_administratoract",
        "community.view_thread", "community.change_thread", "library.change_librarysettings",
    ],
}  # fmt: skip
"""On models. Beside them: pages and collections below."""

ON_PAGES: dict[str, tuple[str, ...]] = {
    EDITORS: ("add", "change", "publish", "lock", "unlock"),
    ADMINISTRATORS: ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
}
"""On every page of the site. Of their language's pages alone translators have `change`."""

_ON_FILES = ("add", "change", "choose", "delete")
"""What editors may do with pictures and documents of the library's collection, administrators with all."""


def translators_of(language: str) -> str:
    """The name of the group, the same whoever reads it: `Translators: Lao`."""
    return f"Translators: {name_in(language, 'en')}"


def ensure_roles() -> None:
    """Make the groups that are missing and give each its rights. Wants the home pages of all languages."""
    for name, rights in RIGHTS.items():
        _give(_group(name), rights)
    root = Page.get_first_root_node()
    for name, acts in ON_PAGES.items():
        _on_page(_group(name), root, acts)
    _files()
    for language in settings.LANGUAGE_CODES:
        translators = _group(translators_of(language))
        _give(translators, _ENTER)
        _on_page(translators, in_language(site_home(), language), ("change",))
        _on_collection(translators, library_collection(), ("choose",))


def _group(name: str) -> Group:
    return Group.objects.get_or_create(name=name)[0]


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _give(group: Group, rights: Iterable[str]) -> None:
    has = {f"{right.content_type.app_label}.{right.codename}" for right in _rights_of(group)}
    group.permissions.add(*(_permission(name) for name in rights if name not in has))


def _rights_of(group: Group) -> Iterable[Permission]:
    return group.permissions.select_related("content_type")


def _on_page(group: Group, page: Page, acts: Iterable[str]) -> None:
    for act in acts:
        permission = _permission(f"wagtailcore.{act}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _on_collection(group: Group, collection: Collection, acts: Iterable[str]) -> None:
    for model in (get_image_model(), get_document_model()):
        for act in acts:
            permission = _permission(f"{model._meta.app_label}.{act}_{model._meta.model_name}")
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _files() -> None:
    """Wagtail gives its two groups everything below the root: a collection of administrators would not be theirs."""
    root = Collection.get_first_root_node()
    if not Collection.objects.filter(name=LIBRARY).exists():
        _take_from_the_root(root)
    _on_collection(_group(EDITORS), library_collection(), _ON_FILES)
    administrators = _group(ADMINISTRATORS)
    _on_collection(administrators, root, _ON_FILES)
    for act in MANAGE:
        GroupCollectionPermission.objects.get_or_create(
            group=administrators, collection=root, permission=_permission(f"wagtailcore.{act}_collection")
        )
    if not Collection.objects.filter(name=ADMINISTRATION).exists():
        closed = root.add_child(name=ADMINISTRATION)
        restriction = CollectionViewRestriction.objects.create(
            collection=closed, restriction_type=CollectionViewRestriction.GROUPS
        )
        restriction.groups.add(administrators)


def _take_from_the_root(root: Collection) -> None:
    """Once, when the library's collection is made: what lay in the root lies there, and whoever had rights on the root
    has them on the library's and on the collections that are there already."""
    there = [*root.get_children(), library_collection()]
    for model in (get_image_model(), get_document_model()):
        # No view restriction is on either, so nobody sees more or less, and search needs no word of it.
        model.objects.filter(collection=root).update(collection=there[-1])
    theirs = GroupCollectionPermission.objects.filter(collection=root, group__name__in=(EDITORS, WRITERS))
    for row in theirs:
        for collection in there:
            GroupCollectionPermission.objects.get_or_create(
                group=row.group, collection=collection, permission=row.permission
            )
    theirs.delete()
