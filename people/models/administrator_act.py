"""What people with rights in the admin did with them, and who tried to get in as one of them: rows that are never
changed and go after two years. What Wagtail itself logs (pages, pictures, snippets, settings) is not here twice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AdministratorAct(models.Model):
    class Action(models.TextChoices):
        SIGNED_IN = "signed_in", pgettext_lazy("audit log", "Signed in")
        SIGN_IN_FAILED = "sign_in_failed", pgettext_lazy("audit log", "Sign-in failed")
        SECOND_STEP_FAILED = (
            "second_step_failed",
            pgettext_lazy("audit log", "Second step of sign-in failed"),
        )
        PASSWORD_CHANGED = "password_changed", pgettext_lazy("audit log", "Password changed")
        EMAIL_CHANGED = "email_changed", pgettext_lazy("audit log", "E-mail address changed")
        KEY_ADDED = "key_added", pgettext_lazy("audit log", "Second step or passkey added")
        KEY_REMOVED = "key_removed", pgettext_lazy("audit log", "Second step or passkey removed")
        ACCOUNT_MADE = "account_made", pgettext_lazy("audit log", "Account made")
        ACCOUNT_DELETED = "account_deleted", pgettext_lazy("audit log", "Account deleted")
        ACTIVATED = "activated", pgettext_lazy("audit log", "Account activated")
        DEACTIVATED = "deactivated", pgettext_lazy("audit log", "Account deactivated")
        ADMINISTRATOR_MADE = "administrator_made", pgettext_lazy("audit log", "Made an administrator")
        ADMINISTRATOR_ENDED = (
            "administrator_ended",
            pgettext_lazy("audit log", "No longer an administrator"),
        )
        ROLE_GIVEN = "role_given", pgettext_lazy("audit log", "Role given")
        ROLE_TAKEN = "role_taken", pgettext_lazy("audit log", "Role taken away")
        RIGHT_GIVEN = "right_given", pgettext_lazy("audit log", "Right given to a role")
        RIGHT_TAKEN = "right_taken", pgettext_lazy("audit log", "Right taken from a role")
        PRIVACY_CHANGED = (
            "privacy_changed",
            pgettext_lazy("audit log", "Who may see a collection was changed"),
        )
        EXPORTED = "exported", pgettext_lazy("audit log", "Table about people downloaded")

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+",
        help_text="Nobody: a program, somebody who is not known, or who has left.",
    )  # fmt: skip
    action = models.CharField(max_length=30, choices=Action.choices, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+",
        help_text="Whom it concerns.",
    )  # fmt: skip
    what = models.CharField(
        max_length=200, blank=True, editable=False, help_text="A role, a collection, a table; never a person's name."
    )
    details = models.JSONField(default=dict, editable=False, help_text="No secrets, no names of people.")
    network = models.CharField(
        max_length=43, blank=True, editable=False, help_text="Where the request came from, shortened: 203.0.113.0/24."
    )

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        verbose_name = _("act of an administrator")
        verbose_name_plural = _("acts of administrators")
        indexes = [models.Index(fields=["at"], name="administrator_act_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("an act of an administrator is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("an act of an administrator is never deleted before its time")
