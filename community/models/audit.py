"""What was done to threads, posts and people, by whom and why: rows that are never changed and never deleted."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from community.models.community import Community
from community.models.post import Post
from community.models.thread import Thread


class AuditEntry(models.Model):
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=40, help_text="A verb of community/auditing.py.")
    community = models.ForeignKey(Community, null=True, on_delete=models.SET_NULL, related_name="audit_entries")
    thread = models.ForeignKey(Thread, null=True, on_delete=models.SET_NULL, related_name="audit_entries")
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="audit_entries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Whom it concerns."
    )
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, help_text="What is needed to undo it.")
    undone_by = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="undoes")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["community", "-id"], name="audit_of_community"),
            models.Index(fields=["person", "-id"], name="audit_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.action}"
