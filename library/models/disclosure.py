"""What everybody could once read: harvesters that took it must hear when it changes, and when it is gone."""

from __future__ import annotations

from django.db import models


class Disclosure(models.Model):
    """A practice that was public at some time. Kept for ever: after an unpublication or deletion it is what tells
    harvesters (OAI-PMH, "deleted records: persistent"). Whether it is public now is asked of `visible_to`, never of
    this row. Kept by `library.disclosing`."""

    slug = models.CharField(max_length=64, unique=True)  # the code in small letters, as in addresses
    code = models.CharField(max_length=64)
    changed_at = models.DateTimeField()  # published, edited, restricted, unpublished, deleted

    class Meta:
        indexes = [models.Index(fields=["changed_at", "id"], name="disclosure_changed")]

    def __str__(self) -> str:
        return self.code


class DisclosureSet(models.Model):
    """A set for selective harvesting, e.g. `theme:natural-resources`, `country:TH`: as it was when last public."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="sets")
    spec = models.CharField(max_length=80, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["disclosure", "spec"], name="disclosure_once_a_set")]

    def __str__(self) -> str:
        return self.spec
