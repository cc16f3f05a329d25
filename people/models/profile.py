"""What somebody tells of themselves, each part with who may see it. A person without a row has told nothing and stands
in no directory."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from library.models import Country, Theme
from library.models.private import private_storage
from people.models.shown import Shown, levels_for
from search.label_keys import folded

PARTS = ("photo", "place", "organisation", "work", "languages", "themes", "routes")
"""Each has its `shows_<part>`."""
ME = "me"
"""Stands among the parts that somebody sees who may find the person at all: `shows_me`."""
MAX_WORK = 1000  # characters


def _shown(label: Any) -> models.CharField:
    return models.CharField(label, max_length=8, choices=Shown.choices, default=Shown.MEMBERS)


def key_of(name: str) -> str:
    """A name without case and without the marks of Latin letters (see `folded`), in at most 300 characters."""
    return folded(name)[:300]


def _is_shown_to(user: Any) -> Q:
    """Who is about to leave is shown to nobody."""
    return Q(shows_me__in=levels_for(user), user__is_active=True, user__deletion_request=None)


class ProfileQuerySet(models.QuerySet["Profile"]):
    def listed_for(self, user: Any) -> ProfileQuerySet:
        """Those whom `user` may find in the directory."""
        return self.filter(_is_shown_to(user))

    def visible_to(self, user: Any) -> ProfileQuerySet:
        """Those whose page `user` may open: theirs, and those they may find."""
        own = Q(user=user.pk) if user is not None and user.is_authenticated else Q(pk__in=[])
        return self.filter(own | _is_shown_to(user))

    def for_cards(self) -> ProfileQuerySet:
        """With what `person_cards.member_card` shows: two queries, whatever the number."""
        return self.select_related("user").prefetch_related("languages")

    def called_like(self, words: str) -> ProfileQuerySet:
        """Those whose names, in either script, hold every word of `words`."""
        found = self
        for word in key_of(words).split()[:10]:
            found = found.filter(name_key__contains=word)
        return found

    def that_show(self, part: str, user: Any) -> ProfileQuerySet:
        """Those that show `part` to `user`: a filter must not find what a page hides."""
        if part not in PARTS:
            raise ValueError(f"a profile has no part {part!r}")
        return self.filter(**{f"shows_{part}__in": levels_for(user)})


class Profile(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    other_name = models.CharField(
        _("name in another script"),
        max_length=120,
        blank=True,
        help_text=_("So that people who read another script can say it."),
    )
    name_key = models.CharField(
        max_length=300,
        blank=True,
        default="",
        editable=False,
        help_text="The names as a search for people compares them.",
    )
    photo = models.FileField(_("photo"), storage=private_storage, upload_to="people", blank=True)
    small_photo = models.FileField(storage=private_storage, upload_to="people", blank=True, editable=False)
    photo_key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="In its address: a new photo has a new one."
    )
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("country")
    )
    province = models.CharField(_("province or district"), max_length=120, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    work = models.TextField(_("what I do"), max_length=MAX_WORK, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("themes"))
    badges = models.JSONField(
        default=dict, editable=False, help_text="Kind → who sees it, for lists; kept by people/badges.py."
    )

    shows_me = _shown(_("who finds me in the list of members"))
    shows_photo = _shown(_("who sees my photo"))
    shows_place = _shown(_("who sees my place"))
    shows_organisation = _shown(_("who sees my organisation"))
    shows_work = _shown(_("who sees what I do"))
    shows_languages = _shown(_("who sees my languages"))
    shows_themes = _shown(_("who sees my themes"))
    shows_routes = _shown(_("who sees my routes"))
    accepts_letters = models.BooleanField(_("members may write to me through the site"), default=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "pk"]
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return str(self.user)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if (fields := kwargs.get("update_fields")) is None or {"other_name", "name_key"} & set(fields):
            self.name_key = key_of(f"{self.user.name} {self.other_name}")
            if fields is not None:
                kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)

    def shown_to(self, user: Any) -> frozenset[str]:
        """The parts that `user` sees as others do, `ME` among them; nothing of somebody whose page they may not open.
        To be asked of people who are active; of one's own page, `shows` is."""
        levels = levels_for(user)
        if self.shows_me not in levels:
            return frozenset()
        return frozenset([ME, *(part for part in PARTS if getattr(self, f"shows_{part}") in levels)])

    def shows(self, part: str, user: Any) -> bool:
        """Whether `user` sees `part`: `that_show` for one profile at hand. Everybody sees their own."""
        is_own = user is not None and user.is_authenticated and user.pk == self.user_id
        return is_own or getattr(self, f"shows_{part}") in levels_for(user)
