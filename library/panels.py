"""Panels of the case editor that depend on whether a page is an original or a translation."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import FieldPanel, Panel


class ChangeLevelPanel(FieldPanel):
    """How much a change matters: asked where there is a published translation that could become untrue."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            page = self.instance
            return bool(super().is_shown() and page.pk and page.case_translations.filter(page__isnull=False).exists())


class TermsPanel(Panel):
    """On a translation: the glossary's words of each section of the original, in the translation's language."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "library/admin/terms_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and self.instance.translation_row is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from library.views.translation import help_for

            return super().get_context_data(parent_context) | help_for(self.instance.translation_row)
