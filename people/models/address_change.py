"""A change of the address somebody signs in with, on its way."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AddressChange(models.Model):
    """Waits for a yes from both addresses; see `changing_address`. Of the two links only the SHA-256 is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="address_change")
    old_email = models.EmailField(max_length=254)
    new_email = models.EmailField(max_length=254)
    old_hash = models.CharField(max_length=64, unique=True)
    new_hash = models.CharField(max_length=64, unique=True)
    old_confirmed_at = models.DateTimeField(null=True)
    new_confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")

    def __str__(self) -> str:
        return f"{self.old_email} → {self.new_email}"
