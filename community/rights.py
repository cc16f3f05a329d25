"""What somebody may do in a community, decided in one place: each rule for writing as a check that raises.

Its twins for reading are `….objects.visible_to(user)`. A check raises Http404 when the person must not know that the
thing exists, and `NotAllowed` with a sentence for them otherwise.
"""

from __future__ import annotations

from typing import Any

from babel.dates import format_date
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from community import moments
from community.models import Community, EDiscussion, Membership, Post, Thread
from community.models.community import audience_name
from community.models.membership import FOR_EVER
from library import remembering
from library.refusals import NotAllowed
from search import languages
from search.audiences import sees_everything
from search.reader import interface_language


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


def day_of(moment: Any) -> str:
    """As the reader's language writes a day."""
    return format_date(timezone.localtime(moment).date(), "long", locale=languages.babel_locale(interface_language()))


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
            % {"date": day_of(row.banned_until)}
        )
    if row and row.is_muted:
        if row.muted_until == FOR_EVER:
            raise NotAllowed(_("A facilitator has muted you in this community. You can read, but not write."))
        raise NotAllowed(
            _("A facilitator has muted you in this community until %(date)s. You can read, but not write.")
            % {"date": day_of(row.muted_until)}
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
    return None if facilitates(user, thread.community) else outside_its_dates(thread)


def outside_its_dates(thread: Thread) -> NotAllowed | None:
    """An e-discussion before it opens and after it closes: nobody but its facilitators writes then."""
    if thread.kind != Thread.Kind.E_DISCUSSION:
        return None
    discussion = EDiscussion.of(thread)
    if discussion and discussion.is_early():
        return NotAllowed(
            _("This e-discussion opens on %(date)s. You can read the background and the questions already.")
            % {"date": moments.said(discussion.opens_at)}
        )
    if discussion and discussion.is_over():
        return NotAllowed(
            _("This e-discussion closed on %(date)s. You can still read it.")
            % {"date": moments.said(discussion.closes_at)}
        )
    return None


def check_can_edit(user: Any, post: Post) -> None:
    """The author, facilitators, and members where the post is a wiki.

    :raises Http404, NotAllowed: see above
    """
    if not Post.objects.visible_to(user).filter(pk=post.pk).exists():
        raise Http404
    community = post.thread.community
    _check_may_write(user, community)
    if post.is_removed:
        raise NotAllowed(_("Its author took this post away. There is nothing to change any more."))
    if facilitates(user, community):
        return
    if post.thread.is_locked:
        raise NotAllowed(_("This thread is locked: its posts cannot be changed any more."))
    if refusal := outside_its_dates(post.thread):
        raise refusal
    if post.author_id == user.pk or (post.is_wiki and is_member(user, community)):
        return
    raise NotAllowed(_("You can edit your own posts only."))


def check_can_moderate(user: Any, community: Community) -> None:
    """:raises Http404, NotAllowed: see above"""
    if not Community.objects.known_to(user).filter(pk=community.pk).exists():
        raise Http404
    if not facilitates(user, community):
        raise NotAllowed(_("Only facilitators of this community can do this."))


def hosts(user: Any, community: Community) -> bool:
    """Whether `user` decides about roles here: hosts, staff."""
    if sees_everything(user):
        return True
    row = membership_of(user, community)
    return bool(row and row.is_active and row.role == Membership.Role.HOST and user.is_active)


def check_can_appoint(user: Any, community: Community) -> None:
    """:raises Http404, NotAllowed: see above"""
    check_can_moderate(user, community)
    if not hosts(user, community):
        raise NotAllowed(_("Only hosts of this community change roles."))


def check_can_restrain(user: Any, row: Membership) -> None:
    """Mute, exclude or remove a person: facilitators do it with members, hosts with everybody but themselves.

    :raises Http404, NotAllowed: see above
    """
    check_can_moderate(user, row.community)
    if row.user_id == user.pk:
        raise NotAllowed(_("This is you. If you want to go, leave the community."))
    if row.role in Membership.FACILITATING and row.state == row.State.ACTIVE and not hosts(user, row.community):
        raise NotAllowed(_("Only hosts of this community can do this to a facilitator or host."))


def check_host_remains(row: Membership) -> None:
    """Before somebody stops being a host. Two who go at the same time wait for each other here: call it in the
    transaction of the change.

    :raises NotAllowed: there is no other host
    """
    Community.objects.select_for_update(no_key=True).get(pk=row.community_id)
    if row.role != Membership.Role.HOST or not row.is_active:
        return
    others = Membership.objects.active().filter(community=row.community_id, role=Membership.Role.HOST)
    if not others.exclude(pk=row.pk).exists():
        raise NotAllowed(_("A community needs a host. Please make somebody else a host first."))
