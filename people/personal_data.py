"""What accounts and profiles know about people, and what Django, Wagtail and allauth do, which say nothing of it
themselves; see privacy/decisions.py."""

from django.utils.translation import gettext_lazy as _

from library.correspondence import KEPT_FOR
from people import acts, forgetting, inviting, reporting, writing
from privacy.decisions import Erasing, InWords, Loose, Retention, Table

DELETE, UNLINK = Erasing.DELETE, Erasing.UNLINK

TABLES = [
    Table(
        "people.Profile", "user", DELETE, "About the person only.",
        gives=(
            "other_name", "country_id", "province", "organisation", "work", "shows_me", "shows_photo", "shows_place",
            "shows_organisation", "shows_work", "shows_languages", "shows_themes", "shows_routes", "accepts_letters",
        ),
        files=("photo", "small_photo"),
    ),
    Table("people.Participation", "user", DELETE, "About the person only.", gives=("edition_id", "state", "since")),
    Table("people.Participation", "noted_by", UNLINK, "An editor's act, not about the editor."),
    Table("people.Block", "blocker", DELETE, "Whom they did not want to hear.", gives=("blocked_id", "since")),
    Table("people.Block", "blocked", DELETE, "A choice of the other, which the person never learns."),
    Table("people.LetterStop", "user", DELETE, "About the person only.", gives=("until", "set_at")),
    Table("people.LetterStop", "set_by", UNLINK, "An editor's act, not about the editor."),
    Table(
        "people.MemberLetter", "sender", UNLINK, "It has arrived; kept for complaints, 90 days at most.",
        gives=("text", "sent_at"),
    ),
    Table("people.MemberLetter", "recipient", UNLINK, "Another wrote it; gone in 90 days.", gives=("text", "sent_at")),
    Table("people.Report", "about", DELETE, "About the person only; naming who reported helps nobody."),
    Table("people.Report", "by", UNLINK, "The complaint is about another.", gives=("reason", "words", "created_at")),
    Table("people.Report", "decided_by", UNLINK, "An editor's act, not about the editor."),
    Table(
        "people.DeletionRequest", "user", DELETE, "Goes with the account: nothing says who left.",
        gives=("asked_at", "due_at", "removes_posts"),
    ),
    Table("people.SigninLink", "user", DELETE, "A way in, for half an hour.", gives=("email", "created_at", "used_at")),
    Table(
        "people.AddressChange", "user", DELETE, "About the person only.",
        gives=("old_email", "new_email", "old_confirmed_at", "new_confirmed_at", "created_at"),
    ),
    Table("people.AdministratorAct", "actor", UNLINK, "What was done stays on record.", gives=("at", "action")),
    Table("people.AdministratorAct", "person", UNLINK, "What was done stays on record.", gives=("at", "action")),
    Table("people.Invitation", "created_by", UNLINK, "The link may be on its way.", gives=("id", "created_at")),
    Table("people.Invitation", "revoked_by", UNLINK, "Work of an editor, not about them."),
    # Django
    Table("cms.User_groups", "user", DELETE, "About the person only.", gives=("group_id",)),
    Table("cms.User_user_permissions", "user", DELETE, "About the person only.", gives=("permission_id",)),
    # allauth
    Table("account.EmailAddress", "user", DELETE, "About the person only.", gives=("email", "verified", "primary")),
    Table("mfa.Authenticator", "user", DELETE, "A way in.", gives=("type", "created_at", "last_used_at")),
    Table("socialaccount.SocialAccount", "user", DELETE, "A way in.", gives=("provider", "uid", "date_joined")),
    Table("usersessions.UserSession", "user", DELETE, "Signed in here.", gives=("created_at", "ip", "user_agent")),
    # Wagtail
    Table("wagtailusers.UserProfile", "user", DELETE, "Their settings.", gives=("preferred_language",)),
    Table("wagtailadmin.EditingSession", "user", DELETE, "Gone in minutes."),
    Table("wagtailadmin.FormState", "user", DELETE, "Their own, never saved."),
    Table("wagtailcore.APIToken", "user", DELETE, "Opens their account to programs.", gives=("name",)),
    Table("wagtailcore.ModelLogEntry", "user", UNLINK, "What was done stays on record.", gives=("action", "timestamp")),
    Table("wagtailcore.PageLogEntry", "user", UNLINK, "What was done stays on record.", gives=("action", "timestamp")),
    Table("wagtailcore.Comment", "user", DELETE, "An editor's note beside a draft.", gives=("text", "created_at")),
    Table("wagtailcore.Comment", "resolved_by", UNLINK, "Work of an editor, not about them."),
    Table("wagtailcore.CommentReply", "user", DELETE, "An editor's note beside a draft.", gives=("text", "created_at")),
    Table("wagtailcore.PageSubscription", "user", DELETE, "About the person only.", gives=("page_id",)),
    Table("wagtailcore.Page", "owner", UNLINK, "The page is the library's.", gives=("id",)),
    Table("wagtailcore.Page", "locked_by", UNLINK, "Work of an editor, not about them."),
    Table("wagtailcore.Revision", "user", UNLINK, "A wording of a page, which stays.", gives=("id", "created_at")),
    Table("wagtailcore.TaskState", "finished_by", UNLINK, "Work of an editor, not about them."),
    Table("wagtailcore.WorkflowState", "requested_by", UNLINK, "Work of an editor, not about them."),
    Table("wagtailcore.UploadedFile", "uploaded_by_user", UNLINK, "On its way into the library."),
    Table("wagtaildocs.Document", "uploaded_by_user", UNLINK, "The document is the library's.", gives=("id", "title")),
    Table("wagtailimages.Image", "uploaded_by_user", UNLINK, "The picture is the library's.", gives=("id", "title")),
    # wagtail-localize
    Table("wagtail_localize.StringTranslation", "last_translated_by", UNLINK, "The translation is the library's."),
    Table("wagtail_localize.SegmentOverride", "last_translated_by", UNLINK, "The translation is the library's."),
]  # fmt: skip

RETENTIONS = [
    Retention(
        _("Invitations to a cohort, with the name and the address of the letter"),
        inviting.KEPT_DAYS,
        inviting.forget_old,
    ),
    Retention(_("Letters of members to each other"), KEPT_FOR.days, writing.forget_old),
    Retention(_("what administrators did"), acts.KEPT_FOR.days, acts.forget_old),
    Retention(_("Reports about people, after they were decided"), reporting.KEPT_FOR.days, reporting.forget_old),
]

LOOSE = [
    Loose(
        "django_tasks_db.DBTaskResult", ("args_kwargs",),
        "The address a link to sign in was asked for; run_due deletes tasks that are done after seven days.",
    ),
    Loose(
        "people.Invitation", ("email", "name"), "Taken out when the account goes; all of it goes 90 days after its end."
    ),
    Loose("sessions.Session", ("session_data",), "Every session ends when the deletion begins."),
    Loose("wagtailcore.ModelLogEntry", ("label",), "What was done with the account stays on record, without its name."),
    Loose(
        "wagtailcore.Revision", ("content",),
        "Comments that editors wrote beside a wording go; a number that led to them leads to nobody any more.",
    ),
]  # fmt: skip

STEPS = [forgetting.forget_in_log, forgetting.forget_comments_in_drafts, inviting.forget_letters_to]

IN_WORDS = [
    InWords(DELETE, _("Your name, your e-mail address, your photo and everything in your profile.")),
    InWords(DELETE, _("Your ways to sign in, your sessions and your settings.")),
    InWords(UNLINK, _("What you did as an editor or administrator stays on record, without your name.")),
]
