"""The learned lexicon: what a word is in another language, and how names are written in the site's texts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from search.analysis import LONGEST_TERM


class WordTranslation(models.Model):
    """A word that stands for another. Learning replaces these rows, except those that an editor refused."""

    class Origin(models.TextChoices):
        LEARNED = "learned", pgettext_lazy("where a translation of a word comes from", "this site's texts")
        SEED = "seed", pgettext_lazy("where a translation of a word comes from", "catalogues and names")

    source_language = models.CharField(_("from"), max_length=20)
    target_language = models.CharField(_("to"), max_length=20)
    source = models.CharField(max_length=LONGEST_TERM)
    """The word's key (`lexicon.vocabulary.key_of`): one for all its forms."""
    target = models.CharField(max_length=LONGEST_TERM)
    source_text = models.CharField(_("word"), max_length=LONGEST_TERM)
    """As it is mostly written."""
    target_text = models.CharField(_("stands for"), max_length=LONGEST_TERM)
    probability = models.FloatField(_("probability"))
    """That each is the other's translation: the geometric mean of both directions."""
    evidence = models.PositiveIntegerField(_("seen"), default=0, help_text=_("Times, in the texts of this site."))
    origin = models.CharField(_("learned from"), max_length=10, choices=Origin)
    is_refused = models.BooleanField(
        _("refused"), default=False, help_text=_("Never used, and not learned again, in both directions.")
    )
    refused_at = models.DateTimeField(_("refused on"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["source_language", "target_language", "-probability", "pk"]
        verbose_name = _("learned translation")
        verbose_name_plural = _("learned translations")
        constraints = [
            models.UniqueConstraint(
                fields=["source_language", "source", "target_language", "target"], name="word_translation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_text} → {self.target_text}"


class WrittenName(models.Model):
    """Something in the public texts of a language that may be a name, findable by its sound."""

    language = models.CharField(max_length=20)
    text = models.CharField(max_length=40)
    parts = models.CharField(max_length=60)
    """Its exact terms, with spaces between them: the segmenter cuts names it does not know."""
    latin = models.CharField(max_length=60)
    """What it sounds like in Latin letters."""
    head = models.CharField(max_length=4)
    """Its first consonants by classes (`lexicon.letters.skeleton`)."""
    tail = models.CharField(max_length=4)
    """Its last ones."""

    class Meta:
        verbose_name = _("written name")
        verbose_name_plural = _("written names")
        indexes = [
            models.Index(fields=["head", "language"], name="written_name_head"),
            models.Index(fields=["tail", "language"], name="written_name_tail"),
        ]

    def __str__(self) -> str:
        return self.text


class Lesson(models.Model):
    """What was learned for a pair of languages, or (without a second) about the letters and names of one, and when."""

    source_language = models.CharField(max_length=20)
    target_language = models.CharField(max_length=20, blank=True)
    fingerprint = models.CharField(max_length=40)
    """Of all that it was learned from: as long as that is the same, there is nothing to learn."""
    learned_at = models.DateTimeField(auto_now=True)
    sections = models.PositiveIntegerField(default=0)
    sentences = models.PositiveIntegerField(default=0)
    letters = models.JSONField(null=True)
    """`[Latin letters, letters, probability]` for each unit (`lexicon.letters`)."""

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [models.UniqueConstraint(fields=["source_language", "target_language"], name="lesson_once")]

    def __str__(self) -> str:
        return f"{self.source_language} {self.target_language}".strip()
