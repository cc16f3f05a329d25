"""A page that is not there in the reader's language is shown in the language it was written in, and says so."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from wagtail.models import Page, Site


def language_of(page: Page) -> str:
    """The language of the tree that a page stands in, from what Wagtail keeps about the roots of trees: no query."""
    roots = [root for root in Site.get_site_root_paths() if page.url_path.startswith(root.root_path)]
    return max(roots, key=lambda root: len(root.root_path)).language_code if roots else page.locale.language_code


class ShowsOtherLanguages(Page):
    """For pages with children: `/lo/library/ap-th-2012-001/` shows the Thai case inside the Lao site when there is no
    Lao version, instead of "not found". Slugs are the same in all languages, so the child's slug tells."""

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        try:
            return super().route(request, path_components)
        except Http404:
            child = self._child_elsewhere(path_components[0]) if path_components else None
            if child is None:
                raise
            return child.route(request, path_components[1:])

    def _child_elsewhere(self, slug: str) -> Page | None:
        if self.get_children().live().filter(slug=slug).exists():
            return None  # it is here; something below it was not found
        for parent in self.get_translations().live().order_by("pk"):
            child = parent.get_children().live().filter(slug=slug).first()
            if child is not None:
                return child.specific
        return None
