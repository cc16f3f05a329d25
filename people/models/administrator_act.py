"""What people with rights in the admin did with them, and who tried to get in as one of them: rows that are never
changed and go after two years. What Wagtail itself logs (pages, pictures, snippets, settings) is not here twice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_OF = "an act in the list of what administrators did"


class AdministratorAct(models.Model):
    class Action(models.TextChoices):
        SIGNED_IN = "signed_in", pgettext_lazy(_OF, "Signed in")
        SIGN_IN_FAILED = "sign_in_failed", pgettext_lazy(_OF, "Sign-in failed")
        SECOND_STEP_FAILED = "second_step_failed", pgettext_lazy(_OF, "Second step of sign-in failed")
        PASSWORD_CHANGED = "password_changed", pgettext_lazy(_OF, "Password changed")
        EMAIL_CHANGED = "email_changed", pgettext_lazy(_OF, "E-mail address changed")
        KEY_ADDED = "key_added", pgettext_lazy(_OF, "Second step or passkey added")
        KEY_REMOVED = "key_removed", pgettext_lazy(_OF, "Second step or passkey removed")
        ACCOUNT_MADE = "account_made", pgettext_lazy(_OF, "Account made")
        ACCOUNT_DELETED = "account_deleted", pgettext_lazy(_OF, "Account deleted")
        ACTIVATED = "activated", pgettext_lazy(_OF, "Account activated")
        DEACTIVATED = "deactivated", pgettext_lazy(_OF, "Account deactivated")
        ADMINISTRATOR_MADE = "administrator_made", pgettext_lazy(_OF, "Made an administrator")
        ADMINISTRATOR_ENDED = "administrator_ended", pgettext_lazy(_OF, "No longer an administrator")
        ROLE_GIVEN = "role_given", pgettext_lazy(_OF, "Role given")
        ROLE_TAKEN = "role_taken", pgettext_lazy(_OF, "Role taken away")
        RIGHT_GIVEN = "right_given", pgettext_lazy(_OF, "Right given to a role")
        RIGHT_TAKEN = "right_taken", pgettext_lazy(_OF, "Right taken from a role")
        PRIVACY_CHANGED = "privacy_changed", pgettext_lazy(_OF, "Who may see a collection was changed")
        EXPORTED = "exported", pgettext_lazy(_OF, "Table about people downloaded")

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
