"""The case's form in the page editor: the template's sections in its order, with what is still missing on top."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel

# Where a field is found in the form, when not at `id_<field>`: rows at their button, choosers at theirs.
_ANCHORS = {"body": "body", "lead_image": "id_lead_image-chooser"}
_ROWS = {
    "topics", "sdgs", "beneficiaries", "steps", "building_blocks", "stakeholders", "involvement", "costs", "finances",
    "case_results", "conditions", "views", "learned_by", "media_items", "gallery", "references",
}  # fmt: skip


def anchor(field: str) -> str:
    """The id of the element where an editor gives `field`."""
    return f"id_{field}-ADD" if field in _ROWS else _ANCHORS.get(field, f"id_{field}")


class CompletenessPanel(Panel):
    """A bar: how much of the template is filled, and what is missing for publishing, each with a link to its field."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "library/admin/completeness.html"

        class Media:
            js = ["js/completeness.js"]

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            from library import facts
            from library.completeness import completeness

            state = completeness(self.instance)
            return super().get_context_data(parent_context) | {
                "state": state,
                "original": facts.original_of(self.instance) if self.instance.pk else None,
                "missing": [{"label": item.label, "anchor": anchor(item.field)} for item in state.missing],
                "sections": [
                    {
                        "label": one.section.label,
                        "done": one.done,
                        "total": one.total,
                        "missing": [
                            {"label": item.label, "anchor": anchor(item.field), "is_required": item.is_required}
                            for item in one.missing
                        ],
                    }
                    for one in state.sections
                ],
            }


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


def _rows(name: str, heading: Any, label: Any) -> InlinePanel:
    return InlinePanel(name, heading=heading, label=label)


def content_panels(title: list[Panel]) -> list[Panel]:
    """:param title: Wagtail's own panel of a page's title"""
    return [
        TermsPanel(heading=_("For the translator")),
        CompletenessPanel(heading=_("How complete this is")),
        *title,
        FieldPanel("code"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("lead_image"),
                FieldPanel("lead_image_alt"),
                FieldPanel("lead_image_caption"),
                FieldRowPanel([FieldPanel("lead_image_date"), FieldPanel("lead_image_place")]),
                FieldRowPanel([FieldPanel("lead_image_photographer"), FieldPanel("lead_image_consent")]),
            ],
            heading=_("Lead image"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("local_name"), FieldPanel("local_name_language")]),
                FieldPanel("themes"),
                FieldPanel("evidence_level"),
                _rows("topics", _("Topics"), _("Topic")),
                _rows("sdgs", _("Sustainable Development Goals"), _("Goal")),
                FieldPanel("published_on"),
            ],
            heading=_("Facts, the same in all languages"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("countries"),
                FieldRowPanel([FieldPanel("province"), FieldPanel("village")]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                FieldPanel("place_precision"),
                FieldRowPanel([FieldPanel("since_year"), FieldPanel("until_year")]),
            ],
            heading=_("Place and time"),
        ),
        FieldPanel("body"),
        InlinePanel("beneficiaries", heading=_("Who takes part and benefits"), label=_("Group"), classname="collapsed"),
        InlinePanel("steps", heading=_("Steps"), label=_("Step"), classname="collapsed"),
        InlinePanel("building_blocks", heading=_("Building blocks"), label=_("Building block"), classname="collapsed"),
        MultiFieldPanel(
            [
                _rows("stakeholders", _("Who does what"), _("Role")),
                _rows("involvement", _("How local people took part"), _("Phase")),
            ],
            heading=_("People and their roles"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                _rows("costs", _("Costs"), _("Cost")),
                _rows("finances", _("Where the money came from"), _("Source of money")),
                FieldPanel("funding_project"),
            ],
            heading=_("Costs and finance"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [_rows("case_results", _("Results"), _("Result")), FieldPanel("inclusion")],
            heading=_("Results"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                _rows("conditions", _("What helps and what hinders"), _("Condition")),
                _rows("views", _("Strengths and weaknesses, the champion's first"), _("View")),
                FieldPanel("continues_without_money"),
                FieldPanel("continues_why"),
            ],
            heading=_("Conditions, strengths and weaknesses"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldPanel("adapt_must_have"),
                FieldPanel("adapt_may_change"),
                FieldPanel("adapt_first_step"),
                FieldRowPanel([FieldPanel("adapt_budget_amount"), FieldPanel("adapt_budget_currency")]),
                FieldPanel("adapt_not_if"),
            ],
            heading=_("To adapt it elsewhere"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [_rows("learned_by", _("How this was learned"), _("Way")), FieldPanel("learned_on")],
            heading=_("How this was learned"),
            classname="collapsed",
        ),
        InlinePanel("people", heading=_("People and organisations, the same in all languages"), label=_("Person")),
        InlinePanel("documents", heading=_("Documents, the same in all languages"), label=_("Document")),
        InlinePanel("media_items", heading=_("Video and sound"), label=_("Recording"), classname="collapsed"),
        InlinePanel("gallery", heading=_("Pictures"), label=_("Picture"), classname="collapsed"),
        InlinePanel("references", heading=_("References"), label=_("Reference"), classname="collapsed"),
        MultiFieldPanel(
            [
                FieldPanel("consent"),
                FieldPanel("consent_on"),
                FieldPanel("consent_note"),
                FieldPanel("licence"),
                FieldPanel("doi"),
            ],
            heading=_("Consent and licence"),
        ),
        InlinePanel("origins", heading=_("Grew out of"), label=_("Source")),
        FieldPanel("tags"),
        ChangeLevelPanel("change_level"),
    ]
