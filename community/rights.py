"""What somebody may do in a community, decided in one place: each rule for writing as a check that raises.

Its twins for reading are `….objects.visible_to(user)`. A check raises Http404 when the person must not know that the
thing exists, and `NotAllowed` with a sentence for them otherwise.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.models import Community, Membership, Post, Thread
from community.models.community import audience_name
from community.models.membership import FOR_EVER
from library import remembering
from library.refusals import NotAllowed
from search.audiences import sees_everything


def _key(user_id: Any) -> tuple[str, Any]:
    return ("memberships", user_id)


def memberships_of(user: Any) -> dict[int, Membership]:
    """Id of a community → the row of `user` in it, whatever its state. One query a request."""
    if user is None or not user.is_authenticated:
        return {}
    return remembering.remembered(
        _key(user.pk), lambda: {row.community_id: row for row in Membership.objects.filter(user=user)}
    )


def forget(user_id: int) -> None:
    """A membership changed."""
    remembering.forget(_key(user_id))


def audiences(user: Any) -> list[str]:
    """The communities among the audiences of `user`; see `search.audiences`."""
    return [audience_name(pk) for pk, row in memberships_of(user).items() if row.is_active]


def membership_of(user: Any, community: Community) -> Membership | None:
    return memberships_of(user).get(community.pk)


def facilitated(user: Any) -> list[int]:
    """Ids of the communities that `user` facilitates. Staff facilitate all, and are asked about with
    `sees_everything`."""
    return [pk for pk, row in memberships_of(user).items() if row.facilitates]


def facilitates(user: Any, community: Community) -> bool:
    """Whether `user` may moderate here: facilitators, hosts, staff."""
    if sees_everything(user):
        return True
    row = membership_of(user, community)
    return bool(row and row.facilitates and user.is_active)


def is_member(user: Any, community: Community) -> bool:
    row = membership_of(user, community)
    return bool(row and row.is_active)


def _until(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def check_can_write(user: Any, community: Community) -> None:
    """Whether `user` may write anything here. Whoever writes in an open community becomes its member.

    :raises Http404, NotAllowed: see above
    """
    if not Community.objects.visible_to(user).filter(pk=community.pk).exists():
        raise Http404
    _check_may_write(user, community)


def _check_may_write(user: Any, community: Community) -> None:
    """For a community that is known to be theirs to read; asks nothing that the request has not asked yet."""
    if not user.is_authenticated:
        raise NotAllowed(_("Please sign in to write."))
    if community.is_archived:
        raise NotAllowed(_("This community is closed for new posts. You can still read it."))
    row = membership_of(user, community)
    if row and row.is_banned:
        if row.banned_until == FOR_EVER:
            raise NotAllowed(_("You were excluded from this community and cannot write here."))
        raise NotAllowed(
            _("You are excluded from this community and cannot write here until %(date)s.")
            % {"date": _until(row.banned_until)}
        )
    if row and row.is_muted:
        if row.muted_until == FOR_EVER:
            raise NotAllowed(_("A facilitator has muted you in this community. You can read, but not write."))
        raise NotAllowed(
            _("A facilitator has muted you in this community until %(date)s. You can read, but not write.")
            % {"date": _until(row.muted_until)}
        )
    if facilitates(user, community) or (row and row.is_active):
        return
    if community.membership == Community.Membership.OPEN:
        return
    if community.membership == Community.Membership.REQUEST:
        raise NotAllowed(_("Only members of this community write here. Please ask to join first."))
    raise NotAllowed(_("Only members of this community write here. People join it by invitation."))


def refusal_to_write(user: Any, community: Community) -> NotAllowed | None:
    """Why `user`, who reads the community, cannot write in it; None when they can. No query for a page that has asked
    for the memberships."""
    try:
        _check_may_write(user, community)
    except NotAllowed as refusal:
        return refusal
    return None


def check_can_start_thread(user: Any, community: Community, kind: str = Thread.Kind.DISCUSSION) -> None:
    """:raises Http404, NotAllowed: see above"""
    check_can_write(user, community)
    if kind in (Thread.Kind.ANNOUNCEMENT, Thread.Kind.E_DISCUSSION) and not facilitates(user, community):
        raise NotAllowed(_("Only facilitators of this community can start this kind of thread."))


def check_can_reply(user: Any, thread: Thread) -> None:
    """:raises Http404, NotAllowed: see above"""
    if not Thread.objects.visible_to(user).filter(pk=thread.pk).exists():
        raise Http404
    if refusal := refusal_to_reply(user, thread):
        raise refusal


def refusal_to_reply(user: Any, thread: Thread) -> NotAllowed | None:
    """Why `user`, who reads the thread, cannot reply in it; None when they can. No query for a page that has asked for
    the memberships."""
    try:
        _check_may_write(user, thread.community)
    except NotAllowed as refusal:
        return refusal
    if thread.is_locked:
        return NotAllowed(_("This thread is locked: nobody can reply any more. You can start a new thread."))
    return None


def check_can_edit(user: Any, post: Post) -> None:
    """The author, facilitators, and members where the post is a wiki.

    :raises Http404, NotAllowed: see above
    """
    if not Post.objects.visible_to(user).filter(pk=post.pk).exists():
        raise Http404
    community = post.thread.community
    _check_may_write(user, community)
    if facilitates(user, community):
        return
    if post.thread.is_locked:
        raise NotAllowed(_("This thread is locked: its posts cannot be changed any more."))
    if post.author_id == user.pk or (post.is_wiki and is_member(user, community)):
        return
    raise NotAllowed(_("You can edit your own posts only."))


def check_can_moderate(user: Any, community: Community) -> None:
    """:raises Http404, NotAllowed: see above"""
    if not Community.objects.known_to(user).filter(pk=community.pk).exists():
        raise Http404
    if not facilitates(user, community):
        raise NotAllowed(_("Only facilitators of this community can do this."))
