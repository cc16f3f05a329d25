"""Organisations that host, send, accompany or pay: facts once, name and description a row a language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from library.contact_data import check_no_contact_data
from library.models.consent_level import Consent, ConsentQuerySet
from library.models.country import Country
from library.models.document import site_languages
from library.models.fixed import check_unchanged
from library.models.texts import best_for
from search.normalising import normalise_name
from search.reader import reading_language

# ISO 639, as far as any language of a village has a code; not only those that CLDR can name.
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z"
language_code = RegexValidator(LANGUAGE_PATTERN, _("A language code, such as th or ksw."))

ROLES = ("is_host", "is_sender", "is_partner", "is_funder")


class OrganisationQuerySet(ConsentQuerySet):
    def called_like(self, words: str) -> OrganisationQuerySet:
        """For editors: a part of a name, in any language, of the acronym or of the code."""
        named = OrganisationName.objects.filter(name__icontains=words).values("organisation")
        return self.filter(
            models.Q(acronym__icontains=words) | models.Q(code__icontains=words) | models.Q(pk__in=named)
        )

    def named(self) -> OrganisationQuerySet:
        """With the names of all languages, in one more query."""
        return self.prefetch_related("names")

    def for_listing(self) -> OrganisationQuerySet:
        return self.named().select_related("logo").prefetch_related("logo__renditions")


class Organisation(ClusterableModel):
    class Kind(models.TextChoices):
        COMMUNITY = "community", pgettext_lazy("kind of organisation", "Community")
        FARMERS = "farmers", pgettext_lazy("kind of organisation", "Farmers' organisation")
        COOPERATIVE = "cooperative", pgettext_lazy("kind of organisation", "Cooperative")
        ASSOCIATION = "association", pgettext_lazy("kind of organisation", "Association")
        ENTERPRISE = "enterprise", pgettext_lazy("kind of organisation", "Enterprise")
        FINANCE = "finance", pgettext_lazy("kind of organisation", "Micro-finance institution")
        PROJECT = "project", pgettext_lazy("kind of organisation", "IFAD project")
        NGO = "ngo", pgettext_lazy("kind of organisation", "Non-governmental organisation")
        GOVERNMENT = "government", pgettext_lazy("kind of organisation", "Government")
        UNIVERSITY = "university", pgettext_lazy("kind of organisation", "University")
        INTERNATIONAL = "international", pgettext_lazy("kind of organisation", "International organisation")

    code = models.SlugField(
        _("code"),
        unique=True,
        max_length=60,
        help_text=_("Its address on this site: letters a–z, digits and hyphens. Never changes once it is used."),
    )
    consent = models.CharField(
        _("who may see it"), max_length=10, choices=Consent.choices, default=Consent.PUBLIC, db_index=True
    )
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(pgettext_lazy("of an organisation", "kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts", verbose_name=_("is a part of")
    )
    country = models.ForeignKey(
        Country,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="organisations",
        verbose_name=_("country"),
    )
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("District and province, as written there.")
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
    )
    women = models.PositiveIntegerField(pgettext_lazy("members of an organisation", "women"), null=True, blank=True)
    men = models.PositiveIntegerField(pgettext_lazy("members of an organisation", "men"), null=True, blank=True)
    founded = models.PositiveSmallIntegerField(
        _("founded in the year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1000), MaxValueValidator(2100)],
        help_text=_("Of the common era, such as 2012."),
    )
    is_host = models.BooleanField(pgettext_lazy("role of an organisation", "hosts routes"), default=False)
    is_sender = models.BooleanField(pgettext_lazy("role of an organisation", "sends participants"), default=False)
    is_partner = models.BooleanField(pgettext_lazy("role of an organisation", "is a partner"), default=False)
    is_funder = models.BooleanField(pgettext_lazy("role of an organisation", "gives money"), default=False)
    source = models.CharField(
        _("where this is known from"), max_length=300, blank=True, help_text=_("A publication or a web page.")
    )

    objects = OrganisationQuerySet.as_manager()

    panels = [
        FieldPanel("code"),
        FieldPanel("consent"),
        InlinePanel("names", heading=_("Name and description, a row a language"), label=_("Language"), min_num=1),
        MultiFieldPanel(
            [
                FieldPanel("acronym"),
                FieldPanel("kind"),
                FieldPanel("parent"),
                FieldPanel("country"),
                FieldPanel("place"),
                FieldPanel("website"),
                FieldPanel("logo"),
                FieldRowPanel([FieldPanel("women"), FieldPanel("men")], heading=_("Members")),
                FieldPanel("founded"),
                FieldPanel("source"),
            ],
            heading=_("Facts, the same in all languages"),
        ),
        MultiFieldPanel([FieldPanel(role) for role in ROLES], heading=_("Roles in the programme")),
        InlinePanel("languages", heading=_("Languages they work in"), label=_("Language")),
    ]

    class Meta:
        ordering = ["code"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.place = normalise_name(self.place)
        check_unchanged(self, "code")
        if self.parent_id and self.pk and self._is_below_itself():
            raise ValidationError({"parent": _("An organisation cannot be a part of itself.")})
        check_no_contact_data(
            acronym=self.acronym,
            place=self.place,
            source=self.source,
            website=self.website,
            links_in=("source", "website"),
        )

    def _is_below_itself(self) -> bool:
        seen = {self.pk}
        above = self.parent_id
        while above is not None:
            if above in seen:
                return True
            seen.add(above)
            above = Organisation.objects.filter(pk=above).values_list("parent_id", flat=True).first()
        return False

    def text_in(self, language: str) -> OrganisationName | None:
        return best_for(self.names.all(), language)

    def name_in(self, language: str) -> str:
        text = self.text_in(language)
        return text.name if text else self.code

    @property
    def name(self) -> str:
        return self.name_in(reading_language())


class OrganisationName(Orderable):
    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=20, choices=site_languages)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=2000)

    panels = [FieldPanel("language"), FieldPanel("name"), FieldPanel("description")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "language"], name="organisation_name_once_a_language")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.name = normalise_name(self.name)
        check_no_contact_data(name=self.name, description=self.description)


class OrganisationLanguage(Orderable):
    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(
        _("language"), max_length=20, validators=[language_code], help_text=_("Its code, such as th, lo or ksw.")
    )

    panels = [FieldPanel("language")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "language"], name="organisation_language_once")]

    def __str__(self) -> str:
        return self.language

    def clean(self) -> None:
        super().clean()
        self.language = in_small_letters(self.language)


def in_small_letters(code: str) -> str:
    """A language code as it is kept: `zh_Hans` → `zh-hans`."""
    return code.strip().lower().replace("_", "-")


def roles_of(organisation: Any) -> list[str]:
    """The names of its roles in the programme, for the reader."""
    return [
        str(organisation._meta.get_field(role).verbose_name) for role in ROLES if getattr(organisation, role, False)
    ]
