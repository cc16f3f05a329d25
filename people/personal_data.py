"""What accounts and profiles know about people, and what Django, Wagtail and allauth do, which say nothing of it
themselves; see privacy/decisions.py."""

from django.utils.translation import gettext_lazy as _

from people import inviting
from privacy.decisions import Erasing, Loose, Retention, Table

DELETE, UNLINK = Erasing.DELETE, Erasing.UNLINK

TABLES = [
    Table(
        "people.Profile", "user", DELETE, "About the person only.",
        gives=(
            "other_name", "country_id", "province", "organisation", "work", "shows_me", "shows_photo", "shows_place",
            "shows_organisation", "shows_work", "shows_languages", "shows_themes", "shows_routes", "accepts_letters",
        ),
        files=("photo",),
    ),
    Table("people.Participation", "user", DELETE, "About the person only.", gives=("edition_id", "state", "since")),
    Table("people.Participation", "noted_by", UNLINK, "An editor's act, not about the editor."),
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

LOOSE = [
    Loose(
        "people.Invitation", ("email", "name"), "Taken out when the account goes; all of it goes 90 days after its end."
    ),
]
STEPS = [inviting.forget_letters_to]
RETENTIONS = [
    Retention(
        _("Invitations to a cohort, with the name and the address of the letter"),
        inviting.KEPT_DAYS,
        inviting.forget_old,
    ),
]
