"""What communities know about people; see privacy/decisions.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community import attaching, belonging, drafting, erasing, inviting, mailing, notifying, reading, tokens
from community.models import NameConsent, Thread
from privacy.decisions import Erasing, Given, InWords, Loose, Retention, Rows, Table

DELETE, UNLINK = Erasing.DELETE, Erasing.UNLINK

TABLES = [
    Table(
        "community.ApiToken", "user", DELETE, "Opens their account to programs.",
        gives=("name", "prefix", "may_write", "created_at", "last_used_at", "expires_at", "revoked_at"),
        what=gettext_lazy("Your tokens for programs, without the secrets"),
    ),
    Table(
        "community.Thread", "author", UNLINK, "Others wrote.",
        gives=("id", "community__slug", "kind", "title", "language", "created_at", "tag_names", "is_locked"),
        children=(Rows("e_discussion", ("opens_at", "closes_at", "background", "questions")),),
        what=gettext_lazy("Threads you started"),
    ),
    Table("community.Thread", "last_author", UNLINK, "A copy of the last post's author."),
    Table(
        "community.Post", "author", UNLINK, "Threads stay whole; the person says whether the text stays.",
        gives=(
            "id", "thread_id", "thread__community__slug", "text", "language", "created_at", "edited_at", "version",
            "is_hidden", "is_awaiting", "mark_counts",
        ),
        children=(
            Rows("poll", ("question", "is_multiple", "closes_at", "closed_at")),
            Rows("poll__options", ("text", "vote_count")),
        ),
        what=gettext_lazy("Posts you wrote"),
    ),
    Table("community.Post", "edited_by", UNLINK, "An act on a post, which stays."),
    Table(
        "community.Attachment", "uploaded_by", UNLINK, "Belongs to the post, which stays.",
        gives=("post_id", "name", "kind", "size", "alt", "created_at"), files=("file",),
        what=gettext_lazy("Files you sent with posts"),
    ),
    Table(
        "community.AuditEntry", "actor", UNLINK, "What was done to others stays on record.",
        gives=("at", "action", "community__slug", "thread_id", "post_id", "reason"),
        what=gettext_lazy("What you did as a facilitator"),
    ),
    Table(
        "community.AuditEntry", "person", UNLINK, "What a facilitator did stays on record.",
        gives=("at", "action", "community__slug", "thread_id", "post_id", "reason"),
        what=gettext_lazy("What facilitators did with your posts or your place in a community"),
    ),
    Table(
        "community.Draft", "user", DELETE, "Never sent.",
        gives=("place", "title", "text", "language", "updated_at"),
        what=gettext_lazy("Texts you began and did not send"),
    ),
    Table(
        "community.NameConsent", "person", DELETE, "Nobody may name them any more.",
        gives=("discussion__thread_id", "answer", "asked_at", "answered_at"),
        what=gettext_lazy("Whether you may be named with what an e-discussion found out"),
    ),
    Table(
        "community.Flag", "by", UNLINK, "The complaint is about a post.",
        gives=("post_id", "reason", "words", "status", "created_at", "decided_at"),
        what=gettext_lazy("Posts you reported"),
    ),
    Table("community.Flag", "assignee", UNLINK, "Work of a facilitator, not about them."),
    Table("community.Flag", "decided_by", UNLINK, "Work of a facilitator, not about them."),
    Table(
        "community.NameClaim", "user", DELETE, "About the person only.",
        gives=("community__slug", "name", "state", "asked_at", "decided_at", "reason"),
        what=gettext_lazy("Names of the archive that you said are yours"),
    ),
    Table("community.NameClaim", "decided_by", UNLINK, "Work of a facilitator, not about them."),
    Table(
        # Not the address: it is somebody else's.
        "community.Invitation", "created_by", UNLINK, "The link may be on its way.",
        gives=("community__slug", "created_at", "expires_at", "most_uses", "uses", "revoked_at"),
        what=gettext_lazy("Invitations you made"),
    ),
    Table("community.Invitation", "revoked_by", UNLINK, "Work of a facilitator, not about them."),
    Table(
        "community.Mark", "user", DELETE, "A reaction or bookmark is theirs.", gives=("post_id", "kind", "at"),
        what=gettext_lazy("Your reactions and bookmarks"),
    ),
    Table(
        "community.Membership", "user", DELETE, "About the person only.",
        gives=("community__slug", "role", "state", "since", "request", "reason", "muted_until", "banned_until"),
        what=gettext_lazy("Communities you belong to, asked to join or left"),
    ),
    Table("community.Membership", "decided_by", UNLINK, "Work of a facilitator, not about them."),
    Table(
        "community.Mention", "user", DELETE, "Nobody is meant any more.", gives=("post_id", "written"),
        what=gettext_lazy("Posts that mention you"),
    ),
    Table(
        "community.Notification", "user", DELETE, "About the person only.",
        gives=("thread_id", "community__slug", "counts", "at", "read_at"),
        what=gettext_lazy("What you were told of"),
    ),
    Table("community.NotificationEvent", "actor", UNLINK, "On its way to others; gone in days."),
    Table(
        "community.NotificationSettings", "user", DELETE, "About the person only.", gives=("unwanted",),
        what=gettext_lazy("What you do not want to be told of"),
    ),
    Table(
        "community.PollVote", "user", UNLINK, "A result never changes.",
        gives=("poll_id", "poll__post_id", "options", "at"),
        what=gettext_lazy("Your votes in polls"),
    ),
    Table(
        "community.PostVersion", "by", UNLINK, "Of a post, which stays.",
        gives=("post_id", "number", "text", "at", "reason"),
        what=gettext_lazy("Wordings of posts that you saved"),
    ),
    Table(
        "community.ThreadState", "user", DELETE, "What they read and follow.",
        gives=("thread_id", "level", "read_at"),
        what=gettext_lazy("Threads you read, follow or muted"),
    ),
    Table(
        "community.CommunityState", "user", DELETE, "What they read and follow.",
        gives=("community__slug", "level", "read_all_before"),
        what=gettext_lazy("Communities you follow or muted"),
    ),
    Table(
        "community.TagFollow", "user", DELETE, "What they follow.", gives=("community__slug", "tag", "level"),
        what=gettext_lazy("Tags you follow or muted"),
    ),
]  # fmt: skip

LOOSE = [
    Loose(
        "community.Post", ("text", "html"),
        "A mention or quote of somebody who left says “former member”; so do earlier wordings and drafts. A name that "
        "others wrote in their own words stays: it may be anybody's.",
    ),
    Loose("community.Post", ("author_name",), "The archive's name of posts that were theirs goes with the account."),
    Loose("community.ImportedPost", ("name_key", "address_key"), "Emptied for posts that were theirs."),
    Loose("community.AuditEntry", ("details",), "Names of claims and earlier wordings go, as they do in the posts."),
    Loose("community.Invitation", ("email",), "Emptied with the account of that address."),
    Loose("community.Notification", ("acts",), "The number of who acted is taken out of others' notifications."),
    Loose("community.NotificationEvent", ("people",), "Numbers of people are taken out; rows are gone in a week."),
    Loose(
        "community.OutgoingMail", ("recipients", "message"),
        "Letters to somebody who left go with the account; the last one, which says so, and letters to others are gone "
        "a week after they were delivered.",
    ),
]  # fmt: skip

STEPS = [
    erasing.forget_in_texts, erasing.leave_posts, erasing.forget_in_records, erasing.forget_in_lists,
    erasing.forget_letters,
]  # fmt: skip

LEAVES_BEHIND = [belonging.communities_without_host]

IN_WORDS = [
    InWords(
        DELETE, gettext_lazy("Your memberships, drafts, bookmarks, reactions, notifications, and what you follow.")
    ),
    InWords(UNLINK, gettext_lazy("Your answers in polls and your reports of posts count on, without your name.")),
    InWords(UNLINK, gettext_lazy("What facilitators wrote down about their work stays, without your name.")),
    InWords(
        UNLINK,
        gettext_lazy(
            "Where others mention or quote you, it says “former member”. If they wrote your name in their own words, "
            "please ask them or a facilitator."
        ),
    ),
]

RETENTIONS = [
    Retention(
        gettext_lazy("Files sent for a post that was never written"), attaching.KEPT_FOR.days, attaching.forget_waiting
    ),
    Retention(
        gettext_lazy("Copies of letters that the site sent by e-mail"), mailing.KEPT_FOR.days, mailing.forget_delivered
    ),
    Retention(
        gettext_lazy("Notes of the site to itself about whom to tell what happened"),
        notifying.EVENTS_KEPT_FOR.days,
        notifying.forget_events,
    ),
    Retention(
        gettext_lazy("E-mail addresses that an invitation went to, after the invitation ended"),
        inviting.ADDRESSES_KEPT_FOR.days,
        inviting.forget_addresses,
    ),
    Retention(
        gettext_lazy("Texts begun and not sent, since they were last touched"),
        drafting.KEPT_FOR.days,
        drafting.forget_old,
    ),
    Retention(gettext_lazy("How far somebody has read in a thread"), reading.TRACKED_FOR.days, reading.forget_old),
    Retention(gettext_lazy("Notifications, after they were read"), notifying.READ_KEPT_FOR.days, notifying.forget_read),
    Retention(
        gettext_lazy("Tokens for programs that open nothing any more"), tokens.DEAD_KEPT_FOR.days, tokens.forget_dead
    ),
]


def _named(person: Any) -> Iterator[Given]:
    """In what came out of an e-discussion."""
    rows = NameConsent.objects.filter(person=person).select_related("discussion__thread__community")
    asked_in = Thread.objects.visible_to(person).filter(e_discussion__consents__person=person)
    readable = set(asked_in.values_list("pk", flat=True))
    for row in rows:
        thread = row.discussion.thread
        if thread.pk in readable:
            what = _("Being named with what came out of “%(title)s”") % {"title": thread.title}
            url = reverse("community:consent", kwargs={"slug": thread.community.slug, "thread_id": thread.pk})
        else:
            what, url = _("Being named with what came out of an e-discussion that is closed to you now"), ""
        yield Given(what=what, answer=row.get_answer_display(), since=row.answered_at, url=url)


CONSENTS = [_named]
