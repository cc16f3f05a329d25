"""What accounts and profiles know about people, and what Django, Wagtail and allauth do, which say nothing of it
themselves; see privacy/decisions.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from people import my_data, tidying
from people.models import Profile
from people.models.profile import PARTS
from privacy.decisions import Erasing, Given, Retention, Rows, Table

DELETE, UNLINK = Erasing.DELETE, Erasing.UNLINK

TABLES = [
    Table(
        "people.Profile", "user", DELETE, "About the person only.",
        gives=(
            "other_name", "country_id", "province", "organisation", "work", "badges", "shows_me", "shows_photo",
            "shows_place", "shows_organisation", "shows_work", "shows_languages", "shows_themes", "shows_routes",
            "accepts_letters", "changed_at",
        ),
        files=("photo",),
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

RETENTIONS = [
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
