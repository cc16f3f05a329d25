"""A tag: a word that people of a community chose for what they talk about, in any script."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.models.community import Community
from community.models.thread import Thread

MAX_NAME = 40  # characters


class TagQuerySet(models.QuerySet["Tag"]):
    def shown_to(self, user: Any) -> TagQuerySet:
        """Tags of threads that `user` may read: the name of a tag tells something, too."""
        threads = Thread.objects.visible_to(user).filter(
            pk=models.OuterRef("thread"), community=models.OuterRef("tag__community")
        )
        tagged = ThreadTag.objects.filter(models.Exists(threads), tag=models.OuterRef("pk"))
        return self.filter(models.Exists(tagged))

    def most_used(self) -> TagQuerySet:
        return self.filter(use_count__gt=0).order_by("-use_count", "key")


class Tag(models.Model):
    """Addressed by its name (`?tag=น้ำผึ้ง`): a slug would lose vowels and tones."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(_("tag"), max_length=MAX_NAME, help_text="As the first one typed it, in its one spelling.")
    key = models.CharField(max_length=3 * MAX_NAME, help_text="The name without upper case: there is one of each.")
    use_count = models.PositiveIntegerField(default=0, help_text="Threads that have it, shown or not: sorts only.")
    threads = models.ManyToManyField(Thread, through="ThreadTag", related_name="tags")

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [models.UniqueConstraint(fields=["community", "key"], name="tag_once")]
        indexes = [models.Index(fields=["community", "-use_count", "key"], name="tags_most_used")]

    def __str__(self) -> str:
        return self.name


class ThreadTag(models.Model):
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "tag"], name="thread_tagged_once")]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.tag_id}"
