"""Who stands behind a case: champions, the host organisation, who wrote it down, who reviewed it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from library.contact_data import check_no_contact_data
from library.models.champion import Champion
from library.models.organisation import Organisation
from search.normalising import normalise_name


class CasePerson(Orderable):
    """One of three: a champion, an organisation, or the name of somebody who is in no directory. A row whose person was
    deleted stays, empty and unseen, so that a case can be saved as before."""

    class Role(models.TextChoices):
        CHAMPION = "champion", pgettext_lazy("role in a case", "Champion")
        HOST = "host", pgettext_lazy("role in a case", "Host organisation")
        DOCUMENTER = "documenter", pgettext_lazy("role in a case", "Documented by")
        REVIEWER = "reviewer", pgettext_lazy("role in a case", "Reviewed by")

    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="people")
    role = models.CharField(
        pgettext_lazy("in a case", "role"), max_length=20, choices=Role.choices, default=Role.CHAMPION
    )
    champion = models.ForeignKey(
        Champion,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="case_roles",
        verbose_name=_("champion"),
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="case_roles",
        verbose_name=_("organisation"),
    )
    name = models.CharField(
        _("name"),
        max_length=120,
        blank=True,
        help_text=_("Of somebody who is in neither directory and agreed to be named."),
    )

    panels = [FieldPanel("role"), FieldPanel("champion"), FieldPanel("organisation"), FieldPanel("name")]

    class Meta(Orderable.Meta):
        verbose_name = _("person or organisation of a case")
        verbose_name_plural = _("people and organisations of cases")

    def __str__(self) -> str:
        return f"{self.page_id} {self.role}"

    def clean(self) -> None:
        super().clean()
        self.name = normalise_name(self.name)
        check_no_contact_data(name=self.name)
        given = [bool(self.champion_id), bool(self.organisation_id), bool(self.name)].count(True)
        if given > 1 or (given == 0 and self.pk is None):
            raise ValidationError(_("Please give one of them: a champion, an organisation or a name."))
