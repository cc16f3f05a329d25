"""The named sections of a case, in the order of the template (shared/design: library data model, 2.1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.blocks import RichTextBlock, StreamBlock

FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]

SECTION_LABELS = {
    "text": pgettext_lazy("section of a case", "Text"),
    "problem": pgettext_lazy("section of a case", "The problem"),
    "practice": pgettext_lazy("section of a case", "What people do"),
    "steps": pgettext_lazy("section of a case", "How it works, step by step"),
    "results": pgettext_lazy("section of a case", "Results"),
    "lessons": pgettext_lazy("section of a case", "What was learned"),
    "adapt": pgettext_lazy("section of a case", "To adapt it elsewhere"),
    "sources": pgettext_lazy("section of a case", "Sources"),
}
SECTION_NAMES = tuple(SECTION_LABELS)


class SectionsBlock(StreamBlock):
    """A case's body: named sections, each rich text. The heading is the section's name in the reader's language."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        blocks = [
            (
                name,
                RichTextBlock(features=FEATURES, label=label, icon="doc-full", template="library/blocks/section.html"),
            )
            for name, label in SECTION_LABELS.items()
        ]
        super().__init__(blocks, **kwargs)

    class Meta:
        label = _("Sections")
