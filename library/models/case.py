"""A systematised practice: one page a language, the same code in all of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models.functions import Upper
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from library.blocks import SectionsBlock
from library.forms import CaseForm
from library.models.country import Country
from library.models.fixed import check_unchanged
from library.models.template import TEMPLATE_FIELDS, CaseTemplate
from library.models.theme import Theme
from library.models.translation import CaseTranslation, ChangeLevel
from library.panels import content_panels

MAX_TITLE = 200  # characters, as in the interchange format
# Pages of library/urls.py beside the cases.
RESERVED_SLUGS = {"blocks", "map", "nominate", "nominations", "organisations", "people"}
CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z"
LICENCES = [
    ("CC-BY-4.0", "CC BY 4.0"),
    ("CC-BY-SA-4.0", "CC BY-SA 4.0"),
    ("CC-BY-NC-4.0", "CC BY-NC 4.0"),
    ("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"),
    ("CC0-1.0", "CC0 1.0"),
    ("all-rights-reserved", _("All rights reserved")),
]
# FAO's scale of good practices (FAO, "Good practices template", 2016), weakest first: first results in one place; the
# potential to work elsewhere; proven, repeated, and recommended as a model.
EVIDENCE_LEVELS = [
    ("experience", pgettext_lazy("evidence level", "Experience")),
    ("promising", pgettext_lazy("evidence level", "Promising practice")),
    ("good", pgettext_lazy("evidence level", "Good practice")),
]
LICENCE_ADDRESSES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC-BY-NC-SA-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
# Rows of the template, by related name: with words of each language, and of facts alone.
WORDED_ROWS = (
    "beneficiaries", "steps", "building_blocks", "stakeholders", "costs", "finances", "case_results", "conditions",
    "views", "gallery",
)  # fmt: skip
FACT_ROWS = ("topics", "sdgs", "involvement", "learned_by", "media_items", "references")


def slug_for(code: str) -> str:
    """A case's URL is its code; never made from a title, which loses its vowels and tones in a slug."""
    return code.lower()


class CaseTag(TaggedItemBase):
    content_object = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="tagged_items")


class CaseQuerySet(PageQuerySet):
    def visible_to(self, user: Any, *, among: list[PageViewRestriction] | None = None) -> CaseQuerySet:
        """Published cases that `user` may read: the one rule that every page, list, feed and hit goes through.

        A page behind a sign-in (its own or an ancestor's view restriction) is for members; behind a password or a
        group it is in no list at all.
        """
        from library.visibility import readable

        return readable(self.live(), user, among=among)

    def in_language(self, language: str) -> CaseQuerySet:
        return self.filter(locale__language_code=language)

    def with_doubt(self) -> CaseQuerySet:
        """Each with `is_outdated`: it is a translation, and its original has come to mean something else since, as its
        own page says section by section."""
        changed = CaseTranslation.objects.filter(page=models.OuterRef("pk"), state=CaseTranslation.State.MEANING)
        return self.annotate(is_outdated=models.Exists(changed))

    def for_listing(self) -> CaseQuerySet:
        return (
            self.with_doubt()
            .select_related("locale", "lead_image")
            .prefetch_related("themes__names", "countries", "lead_image__renditions")
        )


CaseManager = PageManager.from_queryset(CaseQuerySet)


class CasePage(CaseTemplate, Page):
    """Facts (themes, countries, evidence, date, licence, code) belong to the practice and are the same in all its
    languages; title, summary, sections and tags are each language's own."""

    code = models.CharField(
        _("code"),
        max_length=64,
        validators=[
            RegexValidator(
                CODE_PATTERN, _("Letters A–Z, digits, hyphen and underscore, starting with a letter or digit.")
            )
        ],
        help_text=_("Names the practice in all languages, e.g. AP-LA-2012-003. Never changes."),
    )
    summary = models.CharField(_("one-sentence definition"), max_length=1000, blank=True)
    lead_image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("lead image"),
    )
    lead_image_alt = models.CharField(
        _("what the image shows"), max_length=300, blank=True, help_text=_("For people who do not see it.")
    )
    themes = ParentalManyToManyField(Theme, blank=True, related_name="cases", verbose_name=_("themes"))
    countries = ParentalManyToManyField(Country, blank=True, related_name="cases", verbose_name=_("countries"))
    body = StreamField(SectionsBlock(), verbose_name=_("sections"))
    tags = ClusterTaggableManager(through=CaseTag, blank=True, verbose_name=_("tags"))
    evidence_level = models.CharField(
        _("how well it is known to work"),
        max_length=20,
        choices=EVIDENCE_LEVELS,
        blank=True,
        help_text=_(
            "Experience: first results in one place. Promising practice: it may well work elsewhere. Good practice: "
            "proven, repeated, recommended as a model. Empty: nobody has judged it yet."
        ),
    )
    published_on = models.DateField(_("date of the practice's first publication"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=40, choices=LICENCES, default="CC-BY-4.0")
    # Part of a draft, so that it is still known when a workflow or a timer publishes it; of no use on a translation.
    change_level = models.CharField(
        _("how much this changes for the translations"),
        max_length=10,
        choices=ChangeLevel.choices,
        default=ChangeLevel.SMALL,
        help_text=_(
            "A slip of the pen: nobody is told. Small: translators are told. Changes the meaning: readers of the "
            "translations are told, too, until these are renewed."
        ),
    )

    objects = CaseManager()
    has_facts_of_original = False  # for `save`: `facts.take_over` was just called

    base_form_class = CaseForm
    # No slug: it is the code. (A required slug on another tab, empty after a Thai title, stops an editor.)
    promote_panels = [FieldPanel("seo_title"), FieldPanel("search_description")]
    content_panels = content_panels(Page.content_panels)
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("summary"),
        TranslatableField("lead_image_alt"),
        TranslatableField("body"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("code", overridable=False),
        SynchronizedField("lead_image"),
        SynchronizedField("themes", overridable=False),
        SynchronizedField("countries", overridable=False),
        SynchronizedField("documents", overridable=False),
        SynchronizedField("origins", overridable=False),
        SynchronizedField("people", overridable=False),
        SynchronizedField("evidence_level", overridable=False),
        SynchronizedField("published_on", overridable=False),
        SynchronizedField("licence", overridable=False),
        *TEMPLATE_FIELDS,
        *(TranslatableField(name) for name in WORDED_ROWS),
        *(SynchronizedField(name, overridable=False) for name in FACT_ROWS),
    ]
    search_fields = [*Page.search_fields, index.SearchField("code"), index.FilterField("code")]
    parent_page_types = ["library.LibraryIndexPage"]
    subpage_types: list[str] = []
    template = "library/case.html"

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [models.Index(Upper("code"), name="case_code_upper")]

    def __str__(self) -> str:
        return f"{self.code}: {self.title}" if self.code else self.title

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if self.code:
            self.slug = slug_for(self.code)
            if self.slug in RESERVED_SLUGS:
                raise ValidationError({"code": _("The library uses this word itself. Choose another code.")})
            if self._code_is_taken():
                # Before Wagtail says that the slug, which no editor sees, is in use.
                raise ValidationError({"code": _("Another case has this code already.")})
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.first_published_at:
            check_unchanged(self, "code")
        if len(self.title) > MAX_TITLE:
            raise ValidationError({"title": _("At most %(most)s characters.") % {"most": MAX_TITLE}})

    @property
    def translation_row(self) -> CaseTranslation | None:
        """How it stands as a translation; None for an original."""
        return CaseTranslation.objects.filter(page=self).select_related("original__locale", "locale").first()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """A translation is saved with the facts of its original, whoever saves it; the shelf's row follows."""
        from library import facts
        from library.shelving import after_saving

        if kwargs.get("update_fields") is None and not self.has_facts_of_original:
            original = facts.original_of(self)
            if original is not None:
                facts.take_over(original, self)
        super().save(*args, **kwargs)
        self.has_facts_of_original = False
        after_saving(self, kwargs.get("update_fields"))

    def with_content_json(self, content: dict[str, Any]) -> CasePage:
        """A revision as a page. A draft of a translation has the facts of today, not those of when it was saved."""
        from library import facts

        page: CasePage = super().with_content_json(content)
        original = facts.original_of(page)
        if original is not None:
            facts.take_over(original, page)
            page.has_facts_of_original = False  # whoever asked may change it before saving
        return page

    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> None:
        """With all that hears of it: the other languages have the new facts when this one has, or none has."""
        super().publish(*args, **kwargs)

    def _code_is_taken(self) -> bool:
        """By another practice in any language, or by another page of this practice in the same language."""
        others = CasePage.objects.filter(code__iexact=self.code).exclude(pk=self.pk)
        return others.exclude(translation_key=self.translation_key).exists() or (
            self.locale_id is not None and others.filter(locale_id=self.locale_id).exists()
        )

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Wagtail's own asks twice at every visit; the page needs all restrictions, so these are among them."""
        from library.visibility import restrictions_on

        if self.alias_of_id:
            return super().get_view_restrictions()
        return PageViewRestriction.objects.filter(pk__in=[row.pk for row in restrictions_on(self)])

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        from library.views.beside import PARAMETER, other_version
        from library.views.reading import versions_of

        if PARAMETER in request.GET and other_version(self, request, versions_of(self, request.user)):
            return "library/case_beside.html"
        return str(super().get_template(request, *args, **kwargs))

    def suggested_citation(self, address: str = "") -> str:
        """How to cite this version, from its facts: title, year, publisher, code, DOI or address.

        :param address: of its page, where the site does not know its own
        """
        parts = [
            f"{self.title} ({self.published_on.year})" if self.published_on else self.title,
            settings.SITE_NAME,
            self.code,
            self.doi_url or address or self.full_url or "",
        ]
        return ". ".join(part for part in parts if part)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from library import reads
        from library.views.offering import signposted

        reads.count(self, request)

        return signposted(super().serve(request, *args, **kwargs))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from library.views.reading import reading_room

        return super().get_context(request, *args, **kwargs) | reading_room(self, request)
