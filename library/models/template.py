"""The parts of a case's template that are one a case, beside its title, sections and themes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail_localize.fields import SynchronizedField, TranslatableField

from library.models import measures
from library.models.consent import CONSENTS
from library.models.rows import words

DOI_PATTERN = r"^10\.\d{4,9}/\S+\Z"
PRECISIONS = [
    ("village", pgettext_lazy("precision of a place", "The village")),
    ("district", pgettext_lazy("precision of a place", "The province or district")),
    ("country", pgettext_lazy("precision of a place", "The country only")),
]
CONTINUES = [
    ("yes", pgettext_lazy("goes on without outside money", "Yes")),
    ("no", pgettext_lazy("goes on without outside money", "No")),
    ("unsure", pgettext_lazy("goes on without outside money", "Not sure")),
]
# The one-a-case parts, prose and facts; rows are named in `library.models.case`.
PROSE = (
    "lead_image_caption", "inclusion", "continues_why", "adapt_must_have", "adapt_may_change", "adapt_first_step",
    "adapt_not_if",
)  # fmt: skip
FACTS = (
    "local_name", "local_name_language", "province", "village", "latitude", "longitude", "place_precision",
    "since_year", "until_year", "lead_image_date", "lead_image_place", "lead_image_photographer", "lead_image_consent",
    "continues_without_money", "adapt_budget_amount", "adapt_budget_currency", "learned_on", "doi", "funding_project",
    "consent", "consent_on", "consent_note",
)  # fmt: skip


class CaseTemplate(models.Model):
    local_name = models.CharField(
        _("name where it comes from"), max_length=200, blank=True, help_text=_("In its own language and script.")
    )
    local_name_language = models.CharField(
        _("language of that name"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", _("A language code, such as th or ksw."))],
        help_text=_("Its code, such as th, lo or ksw."),
    )
    province = models.CharField(_("province or district"), max_length=120, blank=True)
    village = models.CharField(_("village or community"), max_length=120, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    place_precision = models.CharField(
        _("what is shown of the place"),
        max_length=20,
        choices=PRECISIONS,
        default="country",
        help_text=_("Readers, files and maps never get anything finer. The country only protects people best."),
    )
    since_year = measures.year(_("since (year)"))
    until_year = measures.year(_("until (year)"), help_text=_("Empty: it goes on."))
    lead_image_caption = models.CharField(_("caption"), max_length=300, blank=True)
    lead_image_date = models.DateField(_("taken on"), null=True, blank=True)
    lead_image_place = models.CharField(_("taken at"), max_length=120, blank=True)
    lead_image_photographer = models.CharField(_("photographer"), max_length=120, blank=True)
    lead_image_consent = models.CharField(
        _("consent of the people shown"), max_length=20, choices=CONSENTS, default="not_asked"
    )
    inclusion = words(_("effect for women, young people and others who are easily left out"))
    continues_without_money = models.CharField(
        _("can it go on without money from outside?"), max_length=10, choices=CONTINUES, blank=True
    )
    continues_why = words(_("why"))
    adapt_must_have = words(_("what it must have"))
    adapt_may_change = words(_("what may change"))
    adapt_first_step = words(_("the first step"))
    adapt_budget_amount = measures.amount(_("smallest budget"))
    adapt_budget_currency = measures.currency()
    adapt_not_if = words(_("do not try it if"))
    learned_on = models.DateField(_("when this was learned"), null=True, blank=True)
    doi = models.CharField(
        "DOI",
        max_length=200,
        blank=True,
        validators=[RegexValidator(DOI_PATTERN, _("A DOI such as 10.1234/abcd, without https://doi.org/."))],
    )
    funding_project = models.CharField(
        _("project that paid for it"), max_length=200, blank=True, help_text=_("Its name and number.")
    )
    consent = models.CharField(
        _("consent of the people described"),
        max_length=20,
        choices=CONSENTS,
        default="not_asked",
        help_text=_("To the publication and use of what is told here about them."),
    )
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)
    consent_note = models.TextField(
        _("how consent was asked and given"),
        max_length=2000,
        blank=True,
        help_text=_("For editors only. With indigenous knowledge: how the community agreed beforehand."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        self.check_template()

    def check_template(self) -> None:
        """Raises ValidationError when parts of the template contradict each other."""
        wrong: dict[str, Any] = {}
        if self.since_year and self.until_year and self.until_year < self.since_year:
            wrong["until_year"] = _("It cannot end before it began.")
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            wrong[missing] = _("A point needs both latitude and longitude.")
        if self.adapt_budget_amount is not None and not self.adapt_budget_currency:
            wrong["adapt_budget_currency"] = _("An amount needs its currency.")
        if wrong:
            raise ValidationError(wrong)

    @property
    def doi_url(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else ""


TEMPLATE_FIELDS = [
    *(TranslatableField(name) for name in PROSE),
    *(SynchronizedField(name, overridable=False) for name in FACTS),
]
