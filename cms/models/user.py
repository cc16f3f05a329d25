"""The person who signs in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import purposes
from search.normalising import normalise_name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("a user has an e-mail address")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Signs in with an e-mail address; has one name, as wished, in any script."""

    email = models.EmailField(
        _("e-mail address"),
        max_length=254,
        unique=True,
        help_text=_("Kept in small letters."),
        error_messages={"unique": _("Somebody uses this e-mail address already.")},
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("As you wish to be called, in any script."))
    language = models.CharField(
        _("language"),
        max_length=20,
        blank=True,
        help_text=_("The language we write to you in."),
    )
    # Not the way into the admin, which is a right of Wagtail's: docs/permissions.md.
    is_staff = models.BooleanField(_("sees closed communities"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    agreed_to = models.CharField(
        max_length=100, blank=True, editable=False, help_text="`people.purposes.CURRENT` when they were last asked."
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Two spellings of an address are one person, whichever form, import or shell wrote it.
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.email = type(self).objects.normalize_email(self.email).lower()
        self.name = normalise_name(self.name)

    @property
    def has_agreed(self) -> bool:
        """Whether they saw the rules and the notice about privacy as they stand now: asked for every page."""
        return self.agreed_to == purposes.CURRENT

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
