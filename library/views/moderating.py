"""Adaptations in the admin: editors read them, and show or hide them. Their words stay their authors'."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.snippets.views.snippets import SnippetViewSet

from library import adapting
from library.models import Adaptation
from library.refusals import NotAllowed
from library.time_column import TimeColumn

State = Adaptation.State


class DecisionForm(WagtailAdminModelForm):
    """Saved through the verb, which tells the author."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What an editor can say. One that waits has no decision yet: none is chosen for them.
        self.fields["state"].choices = [("", "---------"), *((s.value, s.label) for s in (State.SHOWN, State.HIDDEN))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # The verb says it again; here its sentence stands beside the field.
        if cleaned.get("state") == State.HIDDEN and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please write why: its author gets this in a letter."))
        if Adaptation.objects.filter(pk=self.instance.pk, state=State.WITHDRAWN).exists():
            self.add_error(None, _("Its author has withdrawn it."))
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", _("A point needs both numbers."))
        return cleaned

    def save(self, commit: bool = True) -> Adaptation:
        given = self.cleaned_data
        try:
            return adapting.decide(
                adaptation=self.instance,
                editor=self.for_user,
                state=given["state"],
                reason=given.get("reason", ""),
                point=(given.get("latitude"), given.get("longitude")),
            )
        except NotAllowed as refusal:
            raise ValidationError(refusal.sentence) from refusal


class PhotoPanel(Panel):
    """The photo as members will see it."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance and self.instance.photo)

        def render_html(self, parent_context: Any = None) -> str:
            address = reverse("library:adaptation_photo", args=[self.instance.code.lower(), self.instance.pk])
            return format_html('<img src="{}" alt="{}" width="480">', address, self.instance.photo_alt)


def _read(name: str) -> FieldPanel:
    return FieldPanel(name, read_only=True)


class AdaptationViewSet(SnippetViewSet):
    model = Adaptation
    icon = "copy"
    menu_label = _("Adaptations")
    menu_order = 306
    add_to_admin_menu = True
    list_display = [
        "__str__",
        "author",
        "language",
        "state",
        TimeColumn("created_at", label=_("Written"), sort_key="created_at"),
    ]
    list_filter = ["state", "language", "country"]
    search_fields = ["code", "place", "kept", "changed", "result"]
    ordering = ["-created_at"]
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [_read("code"), _read("author"), _read("country"), _read("place"), _read("language")],
                heading=_("Who and where"),
            ),
            MultiFieldPanel(
                [_read("kept"), _read("changed"), _read("result"), PhotoPanel(heading=_("Photo")), _read("photo_alt")],
                heading=_("What they wrote"),
            ),
            MultiFieldPanel(
                [FieldPanel("state"), FieldPanel("reason")], heading=pgettext_lazy("about an adaptation", "Decision")
            ),
            MultiFieldPanel(
                [FieldPanel("latitude"), FieldPanel("longitude")],
                heading=_("Point on the map"),
                help_text=_("Only as exactly as is safe for the people there. Empty: the country alone."),
            ),
        ],
        base_form_class=DecisionForm,
    )

    def get_queryset(self, request: Any) -> Any:
        return Adaptation.objects.exclude(state=State.WITHDRAWN).select_related("author")
