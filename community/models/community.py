"""A Community of Practice: one discussion space for all languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from library.models import Theme
from library.models.fixed import check_unchanged
from search.audiences import audiences_of, sees_everything
from search.documents import MEMBERS, PUBLIC, STAFF

OWN = "community"
_NAME = "community:"


def audience_name(pk: int) -> str:
    """How the members of one community are named among the audiences of a document."""
    return f"{_NAME}{pk}"


def own_communities(user: Any) -> list[int]:
    """Ids of the communities that `user` is a member of, not banned."""
    return [int(name.removeprefix(_NAME)) for name in audiences_of(user) if name.startswith(_NAME)]


def readable_by(user: Any, prefix: str = "") -> Q:
    """Communities whose threads `user` may read: the one rule.

    :param prefix: way to the community from the rows that are filtered, as `community__`
    """
    if sees_everything(user):
        return Q()
    audiences = audiences_of(user)
    own = [int(name.removeprefix(_NAME)) for name in audiences if name.startswith(_NAME)]
    readable = Q(**{f"{prefix}audience__in": [name for name in (PUBLIC, MEMBERS) if name in audiences]})
    return readable | Q(**{f"{prefix}pk__in": own}) if own else readable


class CommunityQuerySet(models.QuerySet["Community"]):
    def visible_to(self, user: Any) -> CommunityQuerySet:
        """Communities whose threads `user` may read."""
        return self.filter(readable_by(user))

    def known_to(self, user: Any) -> CommunityQuerySet:
        """Those that `user` may know of, beside the ones they may read: their page says how to become a member."""
        if sees_everything(user):
            return self
        to_be_known = Q(audience=OWN) & ~Q(membership=Community.Membership.HIDDEN)
        return self.filter(readable_by(user) | to_be_known)

    def with_pages(self) -> CommunityQuerySet:
        """With how they are presented in every language, in one more query."""
        return self.prefetch_related(self.pages_of()).select_related("theme")

    def with_level(self, user: Any) -> CommunityQuerySet:
        """With `level`: whether `user` follows or mutes it (a `Level`); in the same query."""
        if not user.is_authenticated:
            return self.annotate(level=Value(""))
        mine = FilteredRelation("states", condition=Q(states__user=user))
        return self.alias(mine=mine).annotate(level=Coalesce("mine__level", Value("")))

    def with_requests(self) -> CommunityQuerySet:
        """With `request_count`: how many people have asked to join and wait; in the same query."""
        from community.models.membership import Membership

        waiting = Membership.objects.filter(community=OuterRef("pk")).waiting().order_by()
        number = waiting.values("community").annotate(number=Count("pk")).values("number")
        return self.annotate(request_count=Coalesce(Subquery(number), Value(0)))

    def pages_of(self, prefix: str = "") -> models.Prefetch:
        """The pages of communities for `prefetch_related`: `prefix` is the way to the community."""
        from community.models.pages import CommunityPage

        pages = CommunityPage.objects.live().select_related("locale").order_by("pk")
        return models.Prefetch(f"{prefix}pages", queryset=pages, to_attr="presentations")


class Community(models.Model):
    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of a community", "Open")
        ARCHIVED = "archived", pgettext_lazy("state of a community", "Archived: read only")

    class Audience(models.TextChoices):
        PUBLIC = PUBLIC, pgettext_lazy("who may read a community", "Everybody")
        MEMBERS = MEMBERS, pgettext_lazy("who may read a community", "People who are signed in")
        OWN = OWN, pgettext_lazy("who may read a community", "Its own members")

    class Membership(models.TextChoices):
        OPEN = "open", pgettext_lazy("how to become a member", "Open: everybody may join")
        REQUEST = "request", pgettext_lazy("how to become a member", "On request: a facilitator answers")
        INVITATION = "invitation", pgettext_lazy("how to become a member", "By invitation only")
        HIDDEN = "hidden", pgettext_lazy("how to become a member", "Hidden: by invitation, and nobody else knows of it")

    slug = models.SlugField(_("address"), unique=True, max_length=60, help_text=_("Never changes once it is used."))
    theme = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="communities", verbose_name=_("theme")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    audience = models.CharField(_("who may read"), max_length=10, choices=Audience.choices, default=Audience.PUBLIC)
    membership = models.CharField(
        _("becoming a member"), max_length=10, choices=Membership.choices, default=Membership.OPEN
    )
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("Codes of the languages its people write; none: all.")
    )
    approves_first_posts = models.BooleanField(
        _("first posts wait for a facilitator"),
        default=False,
        help_text=_("What somebody writes here for the first time is shown when a facilitator has read it."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            models.CheckConstraint(
                condition=~Q(membership="hidden") | Q(audience=OWN), name="hidden_community_is_for_its_members"
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        super().clean()
        check_unchanged(self, "slug")
        if self.membership == self.Membership.HIDDEN and self.audience != self.Audience.OWN:
            raise ValidationError({"audience": _("A hidden community is read by its own members only.")})
        unknown = [code for code in self.languages if code not in settings.LANGUAGE_CODES]
        if unknown:
            raise ValidationError({"languages": _("This site does not know that language.")})

    @property
    def is_archived(self) -> bool:
        return self.state == self.State.ARCHIVED

    @property
    def is_hidden(self) -> bool:
        return self.membership == self.Membership.HIDDEN

    @property
    def audience_of_documents(self) -> str:
        """Who may find its threads, as search names it."""
        return audience_name(self.pk) if self.audience == self.Audience.OWN else self.audience

    @property
    def audiences_of_documents(self) -> tuple[str, ...]:
        """All who may find its threads: staff are no members, and see everything."""
        own = self.audience_of_documents
        return (own, STAFF) if self.audience == self.Audience.OWN else (own,)

    @property
    def audiences_of_its_page(self) -> tuple[str, ...]:
        """Who may find the page that presents it: everybody who may know of it, as `known_to` has it."""
        known_to_all = self.audience == self.Audience.OWN and not self.is_hidden
        return (PUBLIC,) if known_to_all else self.audiences_of_documents

    def is_readable_by(self, user: Any) -> bool:
        """`visible_to` for one community that is at hand."""
        return sees_everything(user) or self.audience_of_documents in audiences_of(user)

    def presentation(self, language: str | None = None) -> Any:
        """Its page in the reader's language, else in the site's first, else any; None before an editor made one."""
        wanted = language or get_language() or settings.LANGUAGE_CODE
        pages = getattr(self, "presentations", None)
        if pages is None:
            pages = list(self.pages.live().select_related("locale").order_by("pk"))
        by_language = {page.locale.language_code: page for page in pages}
        for code in (wanted, settings.LANGUAGE_CODE):
            if code in by_language:
                return by_language[code]
        return pages[0] if pages else None
