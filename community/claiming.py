"""Claiming what an archive has under one's name: asking, deciding, and taking it back.

Two ways. What was sent from an e-mail address that the person has confirmed here is theirs at once. For a name alone,
which anybody may bear, a facilitator of the community says yes or no.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from community import auditing, counting, events, rights
from community.models import AuditEntry, Community, ImportedPost, NameClaim, Post, Thread
from community.models.imported import address_key, name_key
from library.refusals import NotAllowed
from search import changes
from search.audiences import sees_everything
from search.normalising import normalise_name
from search.printable import unprintable

CLAIMED, UNCLAIMED, REFUSED = ACTIONS = "claimed", "claim undone", "claim refused"
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Share:
    """What one community has of a name or an address."""

    community: Community
    posts: int
    first: datetime
    last: datetime


def _unclaimed(user: Any) -> QuerySet[Post]:
    """Posts of an archive that nobody has, and that `user` may read."""
    return Post.objects.visible_to(user).filter(author=None, imported__isnull=False)


def _keys_of(user: Any) -> list[str]:
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return [address_key(address) for address in confirmed]


def _shares(posts: QuerySet[Post]) -> list[Share]:
    counted = (
        posts.order_by()
        .values("thread__community")
        .annotate(posts=Count("pk"), first=Min("created_at"), last=Max("created_at"))
    )
    rows = {row["thread__community"]: row for row in counted}
    communities = Community.objects.filter(pk__in=rows).with_pages()
    return [
        Share(one, rows[one.pk]["posts"], rows[one.pk]["first"], rows[one.pk]["last"])
        for one in communities.order_by("slug")
    ]


def sent_from_addresses_of(user: Any) -> list[Share]:
    """What stands in archives, under no account, and was sent from a confirmed address of `user`."""
    keys = _keys_of(user)
    return _shares(_unclaimed(user).filter(imported__address_key__in=keys)) if keys else []


def _one_at_a_time(user: Any) -> None:
    """A double tap claims once: the person's row is the lock."""
    get_user_model().objects.select_for_update().get(pk=user.pk)


@transaction.atomic
def claim_by_address(*, user: Any) -> list[NameClaim]:
    """Make all that `sent_from_addresses_of` counts theirs, one claim a community."""
    _one_at_a_time(user)
    keys = _keys_of(user)
    claims = []
    for share in sent_from_addresses_of(user):
        claim = NameClaim.objects.create(user=user, community=share.community)
        posts = _unclaimed(user).filter(imported__address_key__in=keys, thread__community=share.community)
        claims.append(_accept(claim, posts, by=user, reason=""))
    return claims


@transaction.atomic
def ask(*, user: Any, name: str) -> list[NameClaim]:
    """Say that a name of the archive is `user`'s: one claim for each community that has posts under it.

    :raises ValidationError: nobody wrote under this name, or it was asked already
    """
    _one_at_a_time(user)
    name = normalise_name(name)
    if not name:
        raise ValidationError({"name": _("Please write the name as it stands in the archive.")})
    shares = _shares(_unclaimed(user).filter(imported__name_key=name_key(name)))
    if not shares:
        raise ValidationError(
            {"name": _("There are no posts under this name that nobody has. Please write it as it stands there.")}
        )
    waiting = NameClaim.objects.filter(user=user, name=name[:120], state=NameClaim.State.ASKED)
    open_in = set(waiting.values_list("community", flat=True))
    new = [share.community for share in shares if share.community.pk not in open_in]
    if not new:
        raise ValidationError({"name": _("You have asked for this name already. A facilitator will answer.")})
    return [NameClaim.objects.create(user=user, community=community, name=name[:120]) for community in new]


def waiting_for(user: Any) -> QuerySet[NameClaim]:
    """Claims that `user` may decide: of others, in communities they facilitate."""
    found = NameClaim.objects.filter(state=NameClaim.State.ASKED).exclude(user=user)
    return found if sees_everything(user) else found.filter(community__in=rights.facilitated(user))


def decided_for(user: Any) -> QuerySet[NameClaim]:
    """Accepted claims of others that `user` may take back, the latest first."""
    found = NameClaim.objects.filter(state=NameClaim.State.ACCEPTED).exclude(user=user)
    return found if sees_everything(user) else found.filter(community__in=rights.facilitated(user))


def posts_of(claim: NameClaim) -> QuerySet[Post]:
    """What a claim of a name is about."""
    return Post.objects.filter(author=None, imported__name_key=name_key(claim.name), thread__community=claim.community)


def evidence(claims: Sequence[NameClaim]) -> dict[int, dict[str, Any]]:
    """For who decides, a claim: how many posts, from when to when, and from how many addresses. One query for all."""
    asked = Q(pk__in=[])
    for claim in claims:
        asked |= Q(name_key=name_key(claim.name), post__thread__community=claim.community_id)
    rows = (
        ImportedPost.objects.filter(asked, post__author=None)
        .values("name_key", "post__thread__community")
        .annotate(
            posts=Count("pk"),
            first=Min("post__created_at"),
            last=Max("post__created_at"),
            addresses=Count("address_key", distinct=True, filter=~Q(address_key="")),
        )
    )
    found = {(row["name_key"], row["post__thread__community"]): dict(row) for row in rows}
    nothing: dict[str, Any] = {"posts": 0, "first": None, "last": None, "addresses": 0}
    return {claim.pk: found.get((name_key(claim.name), claim.community_id), nothing) for claim in claims}


def _checked_reason(reason: str) -> str:
    if unprintable(reason):
        raise ValidationError({"reason": _("The text holds characters that cannot be shown. Please remove them.")})
    if len(reason) > LONGEST_REASON:
        raise ValidationError(
            {"reason": _("The reason is too long: %(most)s characters are allowed.") % {"most": LONGEST_REASON}}
        )
    return reason.strip()


@transaction.atomic
def decide(*, claim: NameClaim, by: Any, accepted: bool, reason: str = "") -> NameClaim:
    """Say yes or no to a claim of a name; nothing happens to one that is decided.

    :raises NotAllowed: `by` does not facilitate the community, or it is their own claim
    :raises ValidationError: a no without a reason
    """
    rights.check_can_moderate(by, claim.community)
    claim = NameClaim.objects.select_for_update(of=("self",)).select_related("community", "user").get(pk=claim.pk)
    if claim.user_id == by.pk:
        raise NotAllowed(_("Another facilitator decides about your own claim."))
    if claim.state != NameClaim.State.ASKED:
        return claim
    reason = _checked_reason(reason)
    if accepted:
        return _accept(claim, posts_of(claim), by=by, reason=reason)
    if not reason:
        raise ValidationError({"reason": _("Please say why not.")})
    entry = auditing.record(
        REFUSED, actor=by, community=claim.community, person=claim.user, reason=reason, name=claim.name
    )
    return _decided(claim, NameClaim.State.REFUSED, by=by, reason=reason, entry=entry)


def _decided(claim: NameClaim, state: str, *, by: Any, reason: str, entry: AuditEntry) -> NameClaim:
    claim.state, claim.decided_at, claim.decided_by = state, timezone.now(), by
    claim.reason, claim.entry = reason, entry
    claim.save()
    if claim.user_id != by.pk:
        events.moderated.send(AuditEntry, entry=entry)
    return claim


def _accept(claim: NameClaim, posts: QuerySet[Post], *, by: Any, reason: str) -> NameClaim:
    # Those that somebody took in the meantime are not in it any more.
    ids = list(posts.order_by("pk").values_list("pk", flat=True))
    _set_author(ids, before=None, after=claim.user_id)
    entry = auditing.record(
        CLAIMED, actor=by, community=claim.community, person=claim.user, reason=reason, name=claim.name, posts=ids
    )
    return _decided(claim, NameClaim.State.ACCEPTED, by=by, reason=reason, entry=entry)


def _set_author(ids: Sequence[int], *, before: int | None, after: int | None) -> None:
    """Give posts, and the threads that begin with one, another author. `author_name` stays: it is what comes back."""
    threads: set[int] = set()
    for start in range(0, len(ids), 500):
        part = Post.objects.filter(pk__in=ids[start : start + 500], author=before)
        threads.update(part.values_list("thread_id", flat=True))
        part.update(author=after)
    for thread in Thread.objects.filter(pk__in=threads).iterator():
        first = thread.posts.order_by("created_at", "pk").values_list("pk", "author_id").first()
        if first and first[1] == after and thread.author_id == before:
            Thread.objects.filter(pk=thread.pk).update(author=after)
        counting.recount(thread)
    changes.record("thread", sorted(threads))


def may_undo(claim: NameClaim, user: Any) -> bool:
    """Whoever decides about claims here, and the person themself."""
    return claim.user_id == user.pk or rights.facilitates(user, claim.community)


@transaction.atomic
def undo(*, claim: NameClaim, by: Any, reason: str = "") -> NameClaim:
    """The posts stand under the archive's name again; nothing happens to a claim that was not accepted.

    :raises NotAllowed: see `may_undo`
    """
    claim = (
        NameClaim.objects.select_for_update(of=("self",)).select_related("community", "user", "entry").get(pk=claim.pk)
    )
    if not may_undo(claim, by):
        raise NotAllowed(_("Only facilitators of this community can do this."))
    if claim.state != NameClaim.State.ACCEPTED or claim.entry is None:
        return claim
    before = claim.entry
    _set_author(before.details.get("posts", []), before=claim.user_id, after=None)
    entry = auditing.record(
        UNCLAIMED, actor=by, community=claim.community, person=claim.user, reason=_checked_reason(reason),
        name=claim.name,
    )  # fmt: skip
    AuditEntry.objects.filter(pk=before.pk).update(undone_by=entry)
    return _decided(claim, NameClaim.State.UNDONE, by=by, reason=entry.reason, entry=entry)
