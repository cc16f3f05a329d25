"""The thesaurus: what a thing is called in each language. SKOS-shaped: a concept with labels and relations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from search.label_keys import folded, keys_of
from search.languages import is_known
from search.normalising import normalise_name
from search.reader import reading_language

AGROVOC = "http://aims.fao.org/aos/agrovoc/"
LONGEST_LABEL = 255  # code points
LONGEST_KEY = 700  # a segmenter may put a space behind every character, and case folding may lengthen


class Kind(models.TextChoices):
    """What a label is to its concept. The first three are SKOS's (https://www.w3.org/TR/skos-reference/#labels)."""

    PREFERRED = "preferred", pgettext_lazy("kind of label", "Preferred")
    ALTERNATIVE = "alternative", pgettext_lazy("kind of label", "Another word for it")
    HIDDEN = "hidden", pgettext_lazy("kind of label", "Found, but never shown")
    REFUSED = "refused", pgettext_lazy("kind of label", "Not used, not even by imports")


class ConceptQuerySet(models.QuerySet["Concept"]):
    def labelled_like(self, text: str) -> Self:
        """Concepts with `text` somewhere in a label, in any language, with or without marks, or in code or URI."""
        wanted = folded(text)
        labels = ConceptLabel.objects.filter(folded__contains=wanted)
        code = models.Q(code__icontains=wanted) | models.Q(uri__iendswith=wanted)
        return self.filter(models.Q(pk__in=labels.values("concept")) | code)


class Concept(ClusterableModel):
    code = models.SlugField(_("code"), unique=True, max_length=80, help_text=_("Never changes once it is used."))
    uri = models.CharField(
        _("URI"),
        max_length=255,
        blank=True,
        help_text=_("Such as http://aims.fao.org/aos/agrovoc/c_3654; empty when no public thesaurus has the concept."),
    )

    objects = ConceptQuerySet.as_manager()

    panels = [
        MultiFieldPanel([FieldPanel("code"), FieldPanel("uri")]),
        InlinePanel("labels", heading=_("Labels"), label=_("Label"), min_num=1),
        InlinePanel("relations", heading=_("Relations"), label=_("Relation")),
    ]

    class Meta:
        ordering = ["code"]
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        indexes = [models.Index(fields=["uri"], name="concept_uri")]
        constraints = [
            models.UniqueConstraint(
                fields=["uri"],
                condition=~models.Q(uri=""),
                name="concept_uri_once",
                violation_error_message=_("Another concept has this URI."),
            )
        ]

    def __str__(self) -> str:
        labels = {label.language: label.text for label in self.labels.all() if label.kind == Kind.PREFERRED}
        return labels.get(reading_language()) or labels.get("en") or next(iter(labels.values()), self.code)

    @property
    def agrovoc(self) -> str:
        """The concept's number in AGROVOC, such as `c_3654`, or ""."""
        return self.uri.removeprefix(AGROVOC) if self.uri.startswith(AGROVOC) else ""


def known_language(code: str) -> None:
    if not is_known(code):
        raise ValidationError(_("No such language code."))


class ConceptLabel(Orderable):
    """A name of a concept in one language.

    Imports change only rows that have their own `source` and are not reviewed. What somebody changed by hand counts as
    reviewed from then on, and remembers in `imported_as` which label of the source it stands for.
    """

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="labels", db_index=False)
    language = models.CharField(
        _("language"), max_length=20, validators=[known_language], help_text=_("Its code: en, th, lo, vi, …")
    )
    text = models.CharField(_("label"), max_length=LONGEST_LABEL)
    kind = models.CharField(
        pgettext_lazy("of a label", "kind"),
        max_length=12,
        choices=Kind,
        default=Kind.PREFERRED,
        help_text=_("One preferred label a language; the others are other words for the same thing."),
    )
    is_reviewed = models.BooleanField(
        pgettext_lazy("of a label", "reviewed"), default=False, help_text=_("No import changes a reviewed label.")
    )
    source = models.CharField(max_length=80, blank=True, editable=False)
    imported_as = models.CharField(max_length=LONGEST_LABEL, blank=True, editable=False)
    key = models.CharField(max_length=LONGEST_KEY, editable=False)
    loose_key = models.CharField(max_length=LONGEST_KEY, editable=False)
    folded = models.CharField(max_length=LONGEST_KEY, editable=False)

    panels = [FieldPanel("language"), FieldPanel("text"), FieldPanel("kind"), FieldPanel("is_reviewed")]

    KEYS: ClassVar[tuple[str, ...]] = ("key", "loose_key", "folded")

    class Meta(Orderable.Meta):
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [models.UniqueConstraint(fields=["concept", "language", "text"], name="concept_label_once")]
        # Not db_index: on PostgreSQL that makes two indexes of each.
        indexes = [
            models.Index(fields=["key"], name="concept_label_key"),
            models.Index(fields=["loose_key"], name="concept_label_loose_key"),
            models.Index(
                fields=["language", "kind", "folded"],
                opclasses=["varchar_ops", "varchar_ops", "varchar_pattern_ops"],
                name="concept_label_own_prefix",
            ),
            models.Index(
                fields=["kind", "folded"], opclasses=["varchar_ops", "varchar_pattern_ops"], name="concept_label_prefix"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        label = super().from_db(db, field_names, values)
        label._as_read = dict(zip(field_names, values, strict=False))
        return label

    def set_keys(self) -> bool:
        """Compute the keys again.

        :returns: whether any of them changed
        """
        before = [getattr(self, name) for name in self.KEYS]
        after = [key[:LONGEST_KEY] for key in keys_of(self.text, self.language)]
        self.key, self.loose_key, self.folded = after
        return before != after

    def save(self, *args: Any, update_fields: Sequence[str] | None = None, **kwargs: Any) -> None:
        """Every saving is somebody's doing (imports write in bulk): what changed here, no import changes back."""
        self.text = normalise_name(self.text)
        self.language = self.language.lower().replace("_", "-")
        self.set_keys()
        as_read: dict[str, Any] = getattr(self, "_as_read", {})
        if any(getattr(self, name) != as_read.get(name, getattr(self, name)) for name in ("text", "language", "kind")):
            self.is_reviewed = True
            old = as_read.get("text", self.text)
            if self.source and not self.imported_as and old != self.text:
                self.imported_as = old
        if update_fields is not None:
            update_fields = list({*update_fields, *self.KEYS, "text", "language", "is_reviewed", "imported_as"})
        super().save(*args, update_fields=update_fields, **kwargs)


class ConceptRelation(Orderable):
    """`concept` has the broader concept `other`, or both are related: that one holds both ways and is kept once."""

    class Kind(models.TextChoices):
        BROADER = "broader", pgettext_lazy("relation to another concept", "is a kind or part of")
        RELATED = "related", pgettext_lazy("relation to another concept", "is related to")

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="relations", db_index=False)
    kind = models.CharField(_("relation"), max_length=12, choices=Kind, default=Kind.BROADER)
    other = models.ForeignKey(
        Concept, on_delete=models.CASCADE, related_name="relations_to", verbose_name=_("other concept")
    )
    source = models.CharField(max_length=80, blank=True, editable=False)

    panels = [FieldPanel("kind"), FieldPanel("other")]

    class Meta(Orderable.Meta):
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(fields=["concept", "kind", "other"], name="concept_relation_once"),
            models.CheckConstraint(condition=~models.Q(concept=models.F("other")), name="concept_relation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.concept_id} {self.kind} {self.other_id}"
