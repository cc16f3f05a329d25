"""A community in the admin: its settings, who leads it, and appointing its first host."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel

from community import appointing, auditing
from community.models import Membership

_SHOWN = 100


class CommunityForm(WagtailAdminModelForm):
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("languages"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Those that its people write; none ticked: all."),
    )
    new_host = forms.EmailField(
        label=gettext_lazy("make somebody a host"),
        required=False,
        help_text=gettext_lazy(
            "The e-mail address of their account. Everything else about members is decided on the site."
        ),
    )

    def clean_new_host(self) -> Any:
        """The account, or None."""
        address = self.cleaned_data["new_host"]
        if not address:
            return None
        person = get_user_model().objects.filter(email=address.lower(), is_active=True).first()
        if person is None:
            raise ValidationError(_("Nobody has an account with this address."))
        banned = (
            Membership.objects.filter(community=self.instance.pk, user=person).first() if self.instance.pk else None
        )
        if banned and banned.is_banned:
            raise ValidationError(_("This person is excluded from the community. Lift that first."))
        return person

    def _save_m2m(self) -> None:
        super()._save_m2m()
        if "state" in self.changed_data and self.initial.get("state"):
            auditing.record(
                "archived" if self.instance.is_archived else "reopened", actor=self.for_user, community=self.instance
            )
        if person := self.cleaned_data.get("new_host"):
            appointing.appoint_host(community=self.instance, user=person, by=self.for_user)


class LeadersPanel(Panel):
    """Hosts and facilitators, to read; with links to where everything about members is decided."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "community/admin/leaders.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            community = self.instance
            rows = Membership.objects.filter(community=community)
            leading = rows.facilitating().select_related("user").order_by("since", "pk")[:_SHOWN]
            return super().get_context_data(parent_context) | {
                "leaders": sorted(leading, key=lambda row: row.role != Membership.Role.HOST),
                "member_count": rows.active().count(),
                "members_url": reverse("community:members", kwargs={"slug": community.slug}),
            }


COMMUNITY_PANELS = ObjectList(
    [
        FieldPanel("slug"),
        FieldPanel("theme"),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("membership"), FieldPanel("approves_first_posts")],
            heading=gettext_lazy("Who reads, who belongs"),
        ),
        FieldPanel("languages"),
        FieldPanel("state"),
        MultiFieldPanel([LeadersPanel(), FieldPanel("new_host")], heading=gettext_lazy("Hosts and facilitators")),
    ],
    base_form_class=CommunityForm,
)
