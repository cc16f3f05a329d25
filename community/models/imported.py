"""Where a post came from, when it was not written here; and who says that a name of the archive is theirs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import pgettext_lazy

from community.models.community import Community
from community.models.post import Post
from search.normalising import normalise_name


def address_key(address: str) -> str:
    """What is kept of an archive's e-mail address: enough to know it again, not to read it."""
    address = address.strip().lower()
    return salted_hmac("community.imported", address, algorithm="sha256").hexdigest() if address else ""


def name_key(name: str) -> str:
    """Two spellings of a name are one."""
    return normalise_name(name).casefold()[:120]


class ImportedPost(models.Model):
    """One row a post of an archive, for good: a second run knows it again, also when the post is gone from here."""

    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=255)
    post = models.OneToOneField(Post, null=True, on_delete=models.SET_NULL, related_name="imported")
    name_key = models.CharField(max_length=120, blank=True)
    address_key = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="imported_once")]
        indexes = [
            models.Index(fields=["name_key"], name="imported_by_name"),
            models.Index(fields=["address_key"], name="imported_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.external_id}"


class NameClaim(models.Model):
    """Somebody says: what stands under this name in this community is mine."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("state of a claim", "Waits for a facilitator")
        ACCEPTED = "accepted", pgettext_lazy("state of a claim", "Accepted")
        REFUSED = "refused", pgettext_lazy("state of a claim", "Refused")
        UNDONE = "undone", pgettext_lazy("state of a claim", "Taken back")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="name_claims")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="name_claims")
    name = models.CharField(max_length=120, blank=True, help_text="Empty: by their e-mail address.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True, max_length=1000)
    entry = models.OneToOneField(
        "community.AuditEntry", null=True, on_delete=models.SET_NULL, related_name="+", help_text="Has the posts' ids."
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["community", "state"], name="claims_of_community")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "community", "name"], condition=Q(state="asked"), name="one_open_claim_a_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.name} ({self.state})"
