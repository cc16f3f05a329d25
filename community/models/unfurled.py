"""What a post shows as a card: when that thing changes, the post is rendered anew."""

from __future__ import annotations

from django.db import models

from community.models.post import Post


class Unfurled(models.Model):
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="unfurled")
    kind = models.CharField(max_length=20, help_text="`case`, `champion`, `thread`.")
    target = models.BigIntegerField(help_text="Its id.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "kind", "target"], name="unfurled_once")]
        indexes = [models.Index(fields=["kind", "target"], name="unfurled_target")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target} in {self.post_id}"
