"""What communities know about people; see privacy/decisions.py."""

from django.utils.translation import gettext_lazy as _

from community import belonging, erasing
from privacy.decisions import Erasing, InWords, Loose, Table

DELETE, UNLINK = Erasing.DELETE, Erasing.UNLINK

TABLES = [
    Table("community.ApiToken", "user", DELETE, "Opens their account to programs.", gives=("name", "created_at")),
    Table(
        "community.Thread", "author", UNLINK, "Others wrote.", gives=("id", "title", "language", "created_at", "kind")
    ),
    Table("community.Thread", "last_author", UNLINK, "A copy of the last post's author."),
    Table(
        "community.Post", "author", UNLINK, "Threads stay whole; the person says whether the text stays.",
        gives=("id", "thread_id", "text", "language", "created_at", "edited_at"),
    ),
    Table("community.Post", "edited_by", UNLINK, "An act on a post, which stays."),
    Table(
        "community.Attachment", "uploaded_by", UNLINK, "Belongs to the post, which stays.",
        gives=("name", "alt", "created_at"), files=("file",),
    ),
    Table("community.AuditEntry", "actor", UNLINK, "What was done to others stays on record.", gives=("at", "action")),
    Table(
        "community.AuditEntry", "person", UNLINK, "What a facilitator did stays on record.",
        gives=("at", "action", "reason"),
    ),
    Table(
        "community.Draft", "user", DELETE, "Never sent.", gives=("title", "text", "language", "updated_at"),
    ),
    Table("community.NameConsent", "person", DELETE, "Nobody may name them any more.", gives=("discussion_id",)),
    Table("community.Flag", "by", UNLINK, "The complaint is about a post.", gives=("post_id", "reason", "words")),
    Table("community.Flag", "assignee", UNLINK, "Work of a facilitator, not about them."),
    Table("community.Flag", "decided_by", UNLINK, "Work of a facilitator, not about them."),
    Table("community.NameClaim", "user", DELETE, "About the person only.", gives=("name", "state", "asked_at")),
    Table("community.NameClaim", "decided_by", UNLINK, "Work of a facilitator, not about them."),
    Table("community.Invitation", "created_by", UNLINK, "The link may be on its way.", gives=("email", "created_at")),
    Table("community.Invitation", "revoked_by", UNLINK, "Work of a facilitator, not about them."),
    Table("community.Mark", "user", DELETE, "A reaction or bookmark is theirs.", gives=("post_id", "kind")),
    Table(
        "community.Membership", "user", DELETE, "About the person only.",
        gives=("community_id", "role", "state", "since", "request", "reason", "muted_until", "banned_until"),
    ),
    Table("community.Membership", "decided_by", UNLINK, "Work of a facilitator, not about them."),
    Table("community.Mention", "user", DELETE, "Nobody is meant any more.", gives=("post_id", "written")),
    Table("community.Notification", "user", DELETE, "About the person only.", gives=("thread_id", "at", "read_at")),
    Table("community.NotificationEvent", "actor", UNLINK, "On its way to others; gone in days."),
    Table("community.NotificationSettings", "user", DELETE, "About the person only.", gives=("unwanted",)),
    Table("community.PollVote", "user", UNLINK, "A result never changes.", gives=("poll_id", "options", "at")),
    Table("community.PostVersion", "by", UNLINK, "Of a post, which stays.", gives=("post_id", "number", "text")),
    Table("community.ThreadState", "user", DELETE, "What they read and follow.", gives=("thread_id", "level")),
    Table("community.CommunityState", "user", DELETE, "What they read and follow.", gives=("community_id", "level")),
    Table("community.TagFollow", "user", DELETE, "What they follow.", gives=("community_id", "tag", "level")),
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
    InWords(DELETE, _("Your memberships, drafts, bookmarks, reactions, notifications, and what you follow.")),
    InWords(UNLINK, _("Your answers in polls and your reports of posts count on, without your name.")),
    InWords(UNLINK, _("What facilitators wrote down about their work stays, without your name.")),
    InWords(
        UNLINK,
        _(
            "Where others mention or quote you, it says “former member”. If they wrote your name in their own words, "
            "please ask them or a facilitator."
        ),
    ),
]
