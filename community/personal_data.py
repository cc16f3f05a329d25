"""What communities know about people; see privacy/decisions.py."""

from privacy.decisions import Erasing, Table

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
