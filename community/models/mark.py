"""What one person thinks of a post: thanks, useful, tried it; and what they want to find again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from community.models.post import Post


class Mark(models.Model):
    """Reactions and bookmarks are one table: a page asks once for all that its reader has put on its posts."""

    class Kind(models.TextChoices):
        THANKS = "thanks", pgettext_lazy("reaction to a post", "Thanks")
        USEFUL = "useful", pgettext_lazy("reaction to a post", "Useful")
        TRIED = "tried", pgettext_lazy("reaction to a post", "Tried it")
        BOOKMARK = "bookmark", pgettext_lazy("kept by a reader", "Bookmark")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "post", "kind"], name="mark_once")]
        indexes = [models.Index(fields=["user", "kind", "-id"], name="mark_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.post_id}"


REACTIONS = (Mark.Kind.THANKS, Mark.Kind.USEFUL, Mark.Kind.TRIED)
"""In the order in which they are shown; everybody sees how many there are. Bookmarks are their owner's alone."""
