"""Local champions: people who can teach what they do. Facts once, prose a row a language, and nothing that tells how to
reach them: letters go through `library.contacting`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from library.contact_data import check_no_contact_data
from library.models.consent_level import Consent, ConsentQuerySet
from library.models.country import Country
from library.models.document import DOCUMENT, site_languages
from library.models.fixed import check_unchanged
from library.models.organisation import Organisation, in_small_letters, language_code
from library.models.texts import best_for
from search.models import Concept
from search.normalising import normalise_name
from search.reader import reading_language

FORMATS = ("offers_visits", "offers_talks", "offers_calls", "offers_stays")


class ChampionQuerySet(ConsentQuerySet):
    def called_like(self, words: str) -> ChampionQuerySet:
        """For editors: a part of a name, in any language, or of the code."""
        named = ChampionText.objects.filter(name__icontains=words).values("champion")
        return self.filter(models.Q(name__icontains=words) | models.Q(code__icontains=words) | models.Q(pk__in=named))

    def for_listing(self, user: Any) -> ChampionQuerySet:
        """With what a card shows to `user`: an organisation that they may not see is left out."""
        return self.select_related("photo", "country").prefetch_related(
            "texts",
            "languages",
            "topics__concept__labels",
            "photo__renditions",
            models.Prefetch("organisation", queryset=Organisation.objects.visible_to(user).named()),
        )


class Champion(ClusterableModel):
    class Terms(models.TextChoices):
        FREE = "free", pgettext_lazy("what a champion asks for", "Free of charge")
        COSTS = "costs", pgettext_lazy("what a champion asks for", "Travel and costs paid")
        FEE = "fee", pgettext_lazy("what a champion asks for", "For a fee")
        EXCHANGE = "exchange", pgettext_lazy("what a champion asks for", "In exchange for help or goods")

    code = models.SlugField(
        _("code"),
        unique=True,
        max_length=60,
        help_text=_("Its address on this site: letters a–z, digits and hyphens. Never changes once it is used."),
    )
    name = models.CharField(
        _("name"), max_length=120, help_text=_("As the person wishes to be called, in their own script.")
    )
    consent = models.CharField(
        _("who may see this person"),
        max_length=10,
        choices=Consent.choices,
        default=Consent.NONE,
        db_index=True,
        help_text=_("What the person agreed to. Nobody sees them before they were asked."),
    )
    photo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo"),
    )
    photo_consent = models.BooleanField(
        _("agreed that the photo is shown"), default=False, help_text=_("Without it the photo is not shown.")
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="champions",
        verbose_name=_("organisation"),
    )
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.SET_NULL, related_name="champions", verbose_name=_("country")
    )
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("District and province, not the house.")
    )
    offers_visits = models.BooleanField(pgettext_lazy("what a champion offers", "welcomes visitors"), default=False)
    offers_talks = models.BooleanField(pgettext_lazy("what a champion offers", "comes to talk"), default=False)
    offers_calls = models.BooleanField(pgettext_lazy("what a champion offers", "video call"), default=False)
    offers_stays = models.BooleanField(pgettext_lazy("what a champion offers", "exchange stay"), default=False)
    terms = models.CharField(_("what they ask for"), max_length=10, choices=Terms.choices, blank=True)

    # Private: no page, document or answer of the API shows an address. That an account is a champion's, its profile
    # says to those who may see both (people/badges.py).
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="champions",
        verbose_name=_("account on this site"),
        help_text=_("Letters go to its address, in its language. Its owner’s profile leads to this page."),
    )
    private_email = models.EmailField(
        _("e-mail address"), max_length=254, blank=True, help_text=_("Only for somebody without an account.")
    )
    accepts_letters = models.BooleanField(
        _("wants letters from members"), default=True, help_text=_("The person can change this.")
    )

    objects = ChampionQuerySet.as_manager()

    panels = [
        FieldPanel("code"),
        FieldPanel("name"),
        FieldPanel("consent"),
        InlinePanel("texts", heading=_("What they teach, a row a language"), label=_("Language"), min_num=1),
        InlinePanel("topics", heading=_("Topics they can teach"), label=_("Topic")),
        InlinePanel("languages", heading=_("Languages"), label=_("Language")),
        MultiFieldPanel(
            [FieldPanel("organisation"), FieldPanel("country"), FieldPanel("place")],
            heading=_("Facts, the same in all languages"),
        ),
        MultiFieldPanel(
            [*(FieldPanel(name) for name in FORMATS), FieldPanel("terms")], heading=_("How they teach, and for what")
        ),
        InlinePanel("trainings", heading=_("Trainings they took part in"), label=_("Training")),
        MultiFieldPanel([FieldPanel("photo"), FieldPanel("photo_consent")], heading=_("Photo")),
        MultiFieldPanel(
            [
                HelpPanel(content=_("No address is ever shown to anybody on the site.")),
                FieldPanel("account"),
                FieldPanel("private_email"),
                FieldPanel("accepts_letters"),
            ],
            heading=_("Private: how letters reach them"),
        ),
    ]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("champion")
        verbose_name_plural = _("champions")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.name = normalise_name(self.name)
        self.place = normalise_name(self.place)
        check_unchanged(self, "code")
        check_no_contact_data(name=self.name, place=self.place)

    def text_in(self, language: str) -> ChampionText | None:
        return best_for(self.texts.all(), language)

    def name_in(self, language: str) -> str:
        """As written for readers of `language`, where somebody wrote it; else as the person wishes."""
        return next((row.name for row in self.texts.all() if row.language == language and row.name), self.name)

    @property
    def shown_name(self) -> str:
        return self.name_in(reading_language())

    @property
    def names(self) -> list[str]:
        """Every spelling, the person's own first."""
        return list(dict.fromkeys([self.name, *(row.name for row in self.texts.all() if row.name)]))

    @property
    def shown_photo(self) -> Any:
        """The photo, if the person agreed to it."""
        return self.photo if self.photo_consent else None


class ChampionText(Orderable):
    champion = ParentalKey(Champion, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=20, choices=site_languages)
    name = models.CharField(
        _("name in this language"), max_length=120, blank=True, help_text=_("Where it is written in another way.")
    )
    headline = models.CharField(_("who they are, in one line"), max_length=200, blank=True)
    teaches = models.TextField(_("what they can teach"), blank=True, max_length=2000)
    availability = models.CharField(
        _("when they have time"), max_length=300, blank=True, help_text=_("Such as: after the harvest.")
    )

    panels = [
        FieldPanel("language"),
        FieldPanel("name"),
        FieldPanel("headline"),
        FieldPanel("teaches"),
        FieldPanel("availability"),
    ]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["champion", "language"], name="champion_text_once_a_language")]

    def __str__(self) -> str:
        return f"{self.champion_id} {self.language}"

    def clean(self) -> None:
        super().clean()
        self.name = normalise_name(self.name)
        check_no_contact_data(
            name=self.name, headline=self.headline, teaches=self.teaches, availability=self.availability
        )


class ChampionTopic(Orderable):
    """A concept of the thesaurus, so that it is said in every language at once."""

    champion = ParentalKey(Champion, on_delete=models.CASCADE, related_name="topics")
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="champions", verbose_name=_("topic"))

    panels = [FieldPanel("concept")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["champion", "concept"], name="champion_topic_once")]

    def __str__(self) -> str:
        return str(self.concept)


class ChampionLanguage(Orderable):
    champion = ParentalKey(Champion, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(
        _("language"), max_length=20, validators=[language_code], help_text=_("Its code, such as th, lo or ksw.")
    )
    speaks = models.BooleanField(pgettext_lazy("a language", "speaks it"), default=True)
    reads = models.BooleanField(pgettext_lazy("a language", "reads it"), default=True)

    panels = [FieldRowPanel([FieldPanel("language"), FieldPanel("speaks"), FieldPanel("reads")])]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["champion", "language"], name="champion_language_once")]

    def __str__(self) -> str:
        return self.language

    def clean(self) -> None:
        super().clean()
        self.language = in_small_letters(self.language)


class ChampionTraining(Orderable):
    class Kind(models.TextChoices):
        CHAMPION = "champion", pgettext_lazy("training of a champion", "Local champion training")
        TRAINER = "trainer", pgettext_lazy("training of a champion", "Qualified as a trainer")
        ROUTE = "route", pgettext_lazy("training of a champion", "Travelled a learning route")

    champion = ParentalKey(Champion, on_delete=models.CASCADE, related_name="trainings")
    kind = models.CharField(pgettext_lazy("of a training", "kind"), max_length=20, choices=Kind.choices)
    taken_on = models.DateField(_("date"), null=True, blank=True)
    certificate = models.ForeignKey(
        DOCUMENT,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("certificate"),
        help_text=_("Whoever may see this person and open the document's collection can open it."),
    )

    panels = [FieldRowPanel([FieldPanel("kind"), FieldPanel("taken_on")]), FieldPanel("certificate")]

    def __str__(self) -> str:
        return self.get_kind_display()
