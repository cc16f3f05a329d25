"""Who is named in a post: written when the post is, so that a name still leads to its person after they changed it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from community.models.post import Post


class Mention(models.Model):
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    # About the person: it goes with them, and their name in the post is plain text from then on.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    written = models.CharField(max_length=120, help_text="The name as it stands in the text.")
    is_told = models.BooleanField(default=False, help_text="`events.mentioned` was sent.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="mentioned_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.post_id}"
