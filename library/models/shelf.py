"""What lists, counts and the map need of a practice, in one narrow row: kept right by `library/shelving.py`."""

from __future__ import annotations

from django.db import models

# What may be asked of a practice's building blocks: that there are any, that one can be used elsewhere.
BLOCKS = ("described", "reusable")


class Shelved(models.Model):
    """One row for each practice with a published version, whoever may read that.

    Only `library/shelf.py` reads it, and leaves out what a reader may not see. Sets of codes are texts with a space
    between: counting a thousand equal texts is one step.
    """

    practice = models.UUIDField(primary_key=True)  # the translation key of its pages
    versions = models.CharField(max_length=1000)  # ids of the published pages by language, oldest first: `th:15 en:16`
    languages = models.CharField(max_length=500)  # of those pages, in alphabetical order
    themes = models.TextField(blank=True)
    countries = models.TextField(blank=True)
    goals = models.CharField(max_length=100, blank=True)  # numbers of the Sustainable Development Goals
    blocks = models.CharField(max_length=50, blank=True)  # `described`, `reusable`: see BLOCKS
    # `18.3 102.5 village`: degrees, no more exact than the precision says; empty: nothing finer than the country.
    place = models.CharField(max_length=50, blank=True)
    evidence = models.CharField(max_length=20, blank=True)
    published_on = models.DateField(null=True)
    first_published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "shelf"

    def __str__(self) -> str:
        return self.versions
