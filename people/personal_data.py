"""What accounts and profiles know about people, and what Django, Wagtail and allauth do, which say nothing of it
themselves; see privacy/decisions.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from library.correspondence import KEPT_FOR
from people import (
    acts,
    changing_address,
    forgetting,
    inviting,
    letting_in,
    my_data,
    reporting,
    tidying,
    writing,
)
from people.models import Profile
from people.models.profile import PARTS
from privacy.decisions import Erasing, Given, InWords, Loose, Retention, Rows, Table

DELETE, UNLINK = Erasing.DELETE, Erasing.UNLINK

TABLES = [
    Table(
        "people.Profile", "user", DELETE, "About the person only.",
        gives=(
            "other_name", "country_id", "province", "organisation", "work", "badges", "shows_me", "shows_photo",
            "shows_place", "shows_organisation", "shows_work", "shows_languages", "shows_themes", "shows_routes",
            "accepts_letters", "changed_at",
        ),
        files=("photo", "small_photo"),
        children=(Rows("languages", ("language", "reads", "writes", "order")), Rows("themes", ("code",))),
        what=_("Your profile"),
    ),
    Table(
        "people.Participation", "user", DELETE, "About the person only.",
        gives=("edition__route__code", "edition__code", "state", "since"),
        what=_("Learning routes you travelled or were chosen for"),
    ),
    Table("people.Participation", "noted_by", UNLINK, "An editor's act, not about the editor."),
    Table(
        "people.ConsentRecord", "user", DELETE, "About the person only.",
        gives=("purpose", "version", "kind", "language", "given_at"),
        what=_("What you agreed to, and when"),
    ),
    Table(
        "people.DataRequest", "user", DELETE, "About the person only; the file goes with it.",
        gives=("asked_at", "ready_at"),
        what=_("When you asked for your data"),
    ),
    Table(
        "people.Block", "blocker", DELETE, "Whom they did not want to hear.", gives=("blocked_id", "since"),
        what=_("People you blocked"),
    ),
    Table("people.Block", "blocked", DELETE, "A choice of the other, which the person never learns."),
    Table(
        "people.LetterStop", "user", DELETE, "About the person only.", gives=("until", "set_at"),
        what=_("Whether an editor stopped your letters"),
    ),
    Table("people.LetterStop", "set_by", UNLINK, "An editor's act, not about the editor."),
    Table(
        "people.MemberLetter", "sender", UNLINK, "It has arrived; kept for complaints, 90 days at most.",
        gives=("recipient_id", "text", "shares_address", "sent_at"),
        what=_("Letters you wrote to members"),
    ),
    Table(
        "people.MemberLetter", "recipient", UNLINK, "Another wrote it; gone in 90 days.",
        gives=("sender_id", "text", "sent_at"),
        what=_("Letters that members wrote to you"),
    ),
    Table("people.Report", "about", DELETE, "About the person only; naming who reported helps nobody."),
    Table(
        "people.Report", "by", UNLINK, "The complaint is about another.",
        gives=("about_id", "reason", "words", "state", "created_at"),
        what=_("People and letters you reported"),
    ),
    Table("people.Report", "decided_by", UNLINK, "An editor's act, not about the editor."),
    Table(
        "people.DeletionRequest", "user", DELETE, "Goes with the account: nothing says who left.",
        gives=("asked_at", "due_at", "removes_posts"),
        what=_("That you asked for the deletion of your account"),
    ),
    Table(
        "people.SigninLink", "user", DELETE, "A way in, for half an hour.", gives=("email", "created_at", "used_at"),
        what=_("Links to sign in that you asked for"),
    ),
    Table(
        "people.AddressChange", "user", DELETE, "About the person only.",
        gives=("old_email", "new_email", "old_confirmed_at", "new_confirmed_at", "created_at"),
        what=_("A change of your e-mail address that is under way"),
    ),
    Table(
        "people.AdministratorAct", "actor", UNLINK, "What was done stays on record.", gives=("at", "action"),
        what=_("What you did as an administrator"),
    ),
    Table(
        "people.AdministratorAct", "person", UNLINK, "What was done stays on record.", gives=("at", "action"),
        what=_("What administrators did with your account"),
    ),
    Table(
        # Not the address: it is somebody else's.
        "people.Invitation", "created_by", UNLINK, "The link may be on its way.",
        gives=("edition__code", "created_at", "expires_at", "revoked_at"),
        what=_("Invitations to a cohort that you made"),
    ),
    Table("people.Invitation", "revoked_by", UNLINK, "Work of an editor, not about them."),
    # Django
    Table(
        "cms.User_groups", "user", DELETE, "About the person only.", gives=("group__name",),
        what=_("Groups of editors that you belong to"),
    ),
    Table(
        "cms.User_user_permissions", "user", DELETE, "About the person only.", gives=("permission__codename",),
        what=_("What you may do beyond that"),
    ),
    # allauth
    Table(
        "account.EmailAddress", "user", DELETE, "About the person only.", gives=("email", "verified", "primary"),
        what=_("Your e-mail addresses"),
    ),
    Table(
        "mfa.Authenticator", "user", DELETE, "A way in.", gives=("type", "created_at", "last_used_at"),
        what=_("Your passkeys and codes for signing in, without the secrets"),
    ),
    Table(
        "socialaccount.SocialAccount", "user", DELETE, "A way in.",
        gives=("provider", "uid", "date_joined", "last_login", "extra_data"),
        what=_("Accounts elsewhere that you sign in with"),
    ),
    Table(
        "usersessions.UserSession", "user", DELETE, "Signed in here.",
        gives=("created_at", "last_seen_at", "ip", "user_agent"),
        what=_("Where you are signed in"),
    ),
    # Wagtail
    Table(
        "wagtailusers.UserProfile", "user", DELETE, "Their settings.",
        gives=("preferred_language", "current_time_zone", "theme"), files=("avatar",),
        what=_("Your settings in the admin"),
    ),
    Table("wagtailadmin.EditingSession", "user", DELETE, "Gone in minutes."),
    Table(
        "wagtailadmin.FormState", "user", DELETE, "Their own, never saved.", gives=("data", "last_updated_at"),
        what=_("Forms of the admin that you did not send"),
    ),
    Table(
        "wagtailcore.APIToken", "user", DELETE, "Opens their account to programs.",
        gives=("name", "prefix", "created", "last_used_at", "revoked_at"),
        what=_("Your tokens for the admin, without the secrets"),
    ),
    Table(
        "wagtailcore.ModelLogEntry", "user", UNLINK, "What was done stays on record.",
        gives=("action", "label", "timestamp"),
        what=_("What you did in the admin"),
    ),
    Table(
        "wagtailcore.PageLogEntry", "user", UNLINK, "What was done stays on record.",
        gives=("action", "label", "timestamp"),
        what=_("What you did with pages in the admin"),
    ),
    Table(
        "wagtailcore.Comment", "user", DELETE, "An editor's note beside a draft.",
        gives=("page_id", "text", "created_at", "updated_at"),
        what=_("Your notes beside drafts"),
    ),
    Table("wagtailcore.Comment", "resolved_by", UNLINK, "Work of an editor, not about them."),
    Table(
        "wagtailcore.CommentReply", "user", DELETE, "An editor's note beside a draft.",
        gives=("comment_id", "text", "created_at", "updated_at"),
        what=_("Your answers to notes beside drafts"),
    ),
    Table(
        "wagtailcore.PageSubscription", "user", DELETE, "About the person only.",
        gives=("page_id", "comment_notifications"),
        what=_("Pages whose notes you hear of"),
    ),
    Table(
        "wagtailcore.Page", "owner", UNLINK, "The page is the library's.", gives=("id", "title", "first_published_at"),
        what=_("Pages you began"),
    ),
    Table("wagtailcore.Page", "locked_by", UNLINK, "Work of an editor, not about them."),
    Table(
        "wagtailcore.Revision", "user", UNLINK, "A wording of a page, which stays.",
        gives=("id", "object_str", "created_at"),
        what=_("When you saved which page"),
    ),
    Table("wagtailcore.TaskState", "finished_by", UNLINK, "Work of an editor, not about them."),
    Table("wagtailcore.WorkflowState", "requested_by", UNLINK, "Work of an editor, not about them."),
    Table("wagtailcore.UploadedFile", "uploaded_by_user", UNLINK, "On its way into the library."),
    Table(
        "wagtaildocs.Document", "uploaded_by_user", UNLINK, "The document is the library's.",
        gives=("id", "title", "created_at"),
        what=_("Documents you put into the library"),
    ),
    Table(
        "wagtailimages.Image", "uploaded_by_user", UNLINK, "The picture is the library's.",
        gives=("id", "title", "created_at"),
        what=_("Pictures you put into the library"),
    ),
    # wagtail-localize
    Table("wagtail_localize.StringTranslation", "last_translated_by", UNLINK, "The translation is the library's."),
    Table("wagtail_localize.SegmentOverride", "last_translated_by", UNLINK, "The translation is the library's."),
]  # fmt: skip

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

RETENTIONS = [
    Retention(
        _("Invitations to a cohort, with the name and the address of the letter"),
        inviting.KEPT_DAYS,
        inviting.forget_old,
    ),
    Retention(_("Letters of members to each other"), KEPT_FOR.days, writing.forget_old),
    Retention(_("what administrators did"), acts.KEPT_FOR.days, acts.forget_old),
    Retention(_("Reports about people, after they were decided"), reporting.KEPT_FOR.days, reporting.forget_old),
    Retention(_("Links to sign in"), letting_in.KEPT_FOR.days, letting_in.forget_old),
    Retention(
        _("Changes of an e-mail address that nobody said yes to"),
        changing_address.GOOD_FOR.days,
        changing_address.forget_old,
    ),
    Retention(_("The file with your data, after it was made"), my_data.KEPT_FOR.days, my_data.forget_expired),
    Retention(
        _("Sessions, with the address (IP) and the browser you signed in with, since they were last used"),
        settings.SESSION_COOKIE_AGE // 86_400,
        tidying.forget_ended_sessions,
    ),
    Retention(
        _("Accounts whose e-mail address was never confirmed and that hold nothing"),
        tidying.UNCONFIRMED_KEPT_FOR.days,
        tidying.forget_unused_accounts,
    ),
]


def _profile(person: Any) -> Iterator[Given]:
    """Who sees which part of it."""
    profile = Profile.objects.filter(user=person).first()
    if profile is None:
        return
    for part in ("me", *PARTS):
        name = f"shows_{part}"
        field: Any = Profile._meta.get_field(name)
        yield Given(what=str(capfirst(field.verbose_name)), answer=getattr(profile, f"get_{name}_display")())


CONSENTS = [_profile]
