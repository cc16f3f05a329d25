"""How a case stands in each language: whether there is a translation, and section by section whether it is true."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Locale

from search import languages
from search.reader import interface_language


class ChangeLevel(models.TextChoices):
    """How much a change of an original matters to its translations (after Kitsune's three levels)."""

    TYPO = "typo", pgettext_lazy("how much a change matters", "A slip of the pen")
    SMALL = "small", pgettext_lazy("how much a change matters", "Small")
    MEANING = "meaning", pgettext_lazy("how much a change matters", "Changes the meaning")


class CaseTranslation(models.Model):
    """A case in one other language of the site; also where there is none yet. What lists show is kept here by
    `library.truth`, which can make every row anew."""

    class State(models.TextChoices):
        MEANING = "meaning", pgettext_lazy("state of a translation", "Meaning changed")
        MISSING = "missing", pgettext_lazy("state of a translation", "Missing")
        IN_PROGRESS = "in_progress", pgettext_lazy("state of a translation", "In progress")
        MACHINE = "machine", pgettext_lazy("state of a translation", "By machine, not reviewed")
        SMALL = "small", pgettext_lazy("state of a translation", "Small changes")
        UP_TO_DATE = "up_to_date", pgettext_lazy("state of a translation", "Up to date")

    original = models.ForeignKey("library.CasePage", on_delete=models.CASCADE, related_name="case_translations")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("language"))
    page = models.OneToOneField(
        "library.CasePage", null=True, on_delete=models.SET_NULL, related_name="as_translation"
    )  # None: there is none
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.MISSING, db_index=True)
    since = models.DateTimeField(null=True)  # when it got into this state
    translated_at = models.DateTimeField(_("translated"), null=True)  # the last time its own words were published
    translated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("translator")
    )

    class Meta:
        verbose_name = _("translation of a case")
        verbose_name_plural = _("translations of cases")
        constraints = [models.UniqueConstraint(fields=["original", "locale"], name="case_translation_once")]

    def __str__(self) -> str:
        return f"{self.original_id} → {self.locale_id}: {self.state}"

    @property
    def language_name(self) -> str:
        """In the language of the interface."""
        return languages.name_in(self.locale.language_code, interface_language())


class TranslatedSection(models.Model):
    """What a section of a translation was made from, and how the original has changed since."""

    translation = models.ForeignKey(CaseTranslation, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=200)
    source_key = models.CharField(max_length=255)  # in the original
    key = models.CharField(max_length=255, blank=True)  # in the translation; "": it has no such section
    own_digest = models.CharField(max_length=64, blank=True)  # its words when it was last published
    source_digest = models.CharField(max_length=64, blank=True)  # of the original it was made from; "": there was none
    source_text = models.TextField(blank=True)  # the original it was made from, to show what changed
    current_digest = models.CharField(max_length=64, blank=True)  # of the original as published; "": it is gone
    change = models.CharField(max_length=10, choices=ChangeLevel.choices, blank=True)  # "": none
    changed_at = models.DateTimeField(null=True)  # when the change became as large as it is
    is_translated = models.BooleanField(default=True)  # False: it still has the original's words in it
    is_machine = models.BooleanField(default=False)  # and nobody has reviewed it

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("section of a translation")
        verbose_name_plural = _("sections of translations")
        constraints = [models.UniqueConstraint(fields=["translation", "source_key"], name="translated_section_once")]
        indexes = [models.Index(fields=["translation", "order"], name="translated_section_order")]

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.source_key}"


class ReadCount(models.Model):
    """How often a language version was read on one day of the site's time zone. Nothing about who read it."""

    page = models.ForeignKey("library.CasePage", on_delete=models.CASCADE, related_name="read_counts")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("daily count of reads")
        verbose_name_plural = _("daily counts of reads")
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="read_count_once_a_day")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.day}: {self.count}"
