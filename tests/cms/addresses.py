"""What everybody gets at every address of the site. A new address is one line; the test that fails without it prints
the line as it is now, to be looked at before it is copied.

Signs: o ok · s led to the sign-in · r refused with a sentence · n as if it were not there · e led somewhere else ·
m not with this method · i a form with mistakes in it.
"""

from __future__ import annotations

from typing import Any

from library.answering import section_names
from tests.factories.world import World

PEOPLE = ("visitor", "member", "insider", "facilitator", "translator", "administrator")
"""One sign each, in this order. The insider belongs to the closed community that the arguments name, and owns the
draft, the notification, the adaptation … that they name; the facilitator leads it. On the site's own pages an editor is
a member like the translator, and is asked about beside them."""

SITE: dict[str, tuple[str, str]] = {
    # name: (GET, POST without a field)
    # What machines read, and files
    "wagtaildocs_serve": ("eeeeeo", "eeeeeo"),
    "wagtaildocs_authenticate_with_password": ("oooooo", "oooooo"),
    "oai": ("oooooo", "oooooo"),
    "cases_csv": ("oooooo", "mmmmmm"),
    "cases_jsonl": ("oooooo", "mmmmmm"),
    "case_json_ld": ("oooooo", "mmmmmm"),
    "case_citation": ("oooooo", "mmmmmm"),
    "sitemap.xml": ("oooooo", "oooooo"),
    "sitemap": ("oooooo", "oooooo"),
    ".well-known/security.txt": ("nnnnnn", "mmmmmm"),
    "robots.txt": ("oooooo", "mmmmmm"),
    "api-1:openapi-json": ("oooooo", "oooooo"),
    "api-1:search": ("oooooo", "mmmmmm"),
    "api-1:suggest": ("oooooo", "mmmmmm"),
    "api-1:cases": ("oooooo", "mmmmmm"),
    "api-1:case": ("oooooo", "mmmmmm"),
    "api-1:communities": ("oooooo", "mmmmmm"),
    "api-1:community": ("nnoono", "mmmmmm"),
    "api-1:threads": ("oooooo", "mmmmmm"),
    "api-1:thread": ("nnoono", "mmmmmm"),
    "api-1:posts": ("nnoono", "siiiii"),
    "api-1:reply": ("nnoono", "siiiii"),
    "api-1:post": ("nnoono", "mmmmmm"),
    "api-1:start_thread": ("mmmmmm", "siiiii"),
    "api-1:api-root": ("nnnnnn", "nnnnnn"),
    "data_saver": ("mmmmmm", "eeeeee"),
    "media": ("nnnnnn", "nnnnnn"),
    # Accounts
    "people:account": ("sooooo", "mmmmmm"),
    "account_login": ("oeeeee", "oeeeee"),
    "account_logout": ("eooooo", "eeeeee"),
    "account_inactive": ("oooooo", "mmmmmm"),
    "account_signup": ("oeeeee", "oeeeee"),
    "account_reauthenticate": ("sooooo", "sooooo"),
    "account_email": ("sooooo", "ssssss"),
    "account_email_verification_sent": ("oooooo", "mmmmmm"),
    "account_change_password": ("sooooo", "sooooo"),
    "account_set_password": ("seeeee", "seeeee"),
    "account_reset_password": ("oooooo", "oooooo"),
    "account_confirm_login_code": ("seeeee", "seeeee"),
    "account_confirm_email": ("oooooo", "nnnnnn"),
    "account_reset_password_from_key_done": ("oooooo", "mmmmmm"),
    "account_reset_password_from_key": ("oooooo", "oooooo"),
    "account_reset_password_done": ("oooooo", "mmmmmm"),
    "mfa_index": ("sooooo", "smmmmm"),
    "mfa_authenticate": ("seeeee", "seeeee"),
    "mfa_reauthenticate": ("ssssss", "ssssss"),
    "mfa_activate_totp": ("ssssss", "ssssss"),
    "mfa_deactivate_totp": ("snnnnn", "snnnnn"),
    "mfa_view_recovery_codes": ("snnnnn", "smmmmm"),
    "mfa_generate_recovery_codes": ("ssssss", "ssssss"),
    "mfa_download_recovery_codes": ("snnnnn", "snnnnn"),
    "socialaccount_login_cancelled": ("oooooo", "mmmmmm"),
    "socialaccount_login_error": ("ssssss", "mmmmmm"),
    "socialaccount_signup": ("ssssss", "ssssss"),
    "socialaccount_connections": ("sooooo", "sooooo"),
    "openid_connect_login": ("eeeeee", "nnnnnn"),
    "openid_connect_callback": ("eeeeee", "nnnnnn"),
    "facebook_login": ("eeeeee", "nnnnnn"),
    "facebook_callback": ("eeeeee", "nnnnnn"),
    "google_login": ("eeeeee", "nnnnnn"),
    "google_callback": ("eeeeee", "nnnnnn"),
    "usersessions_list": ("sooooo", "seeeee"),
    "people:letters": ("sooooo", "mmmmmm"),
    "people:switch_letters": ("mmmmmm", "seeeee"),
    "people:blocked": ("sooooo", "mmmmmm"),
    "people:profile": ("sooooo", "siiiii"),
    "people:own_photo": ("sooooo", "siiiii"),
    "people:remove_photo": ("mmmmmm", "seeeee"),
    "people:delete": ("sooooo", "ssssss"),
    "people:keep": ("mmmmmm", "seeeee"),
    "people:ask_signin_link": ("oeeeee", "ieeeee"),
    "people:signin_link_sent": ("oooooo", "mmmmmm"),
    "people:signin_link": ("nnnnnn", "nnnnnn"),
    "people:address_change": ("nnnnnn", "nnnnnn"),
    "people:end_session": ("smmmmm", "seeeee"),
    "people:consents": ("sooooo", "seeeee"),
    "people:my_data": ("sooooo", "seeeee"),
    "people:my_data_file": ("snnnnn", "smmmmm"),
    "mfa_list_webauthn": ("eeeeee", "eeeeee"),
    "mfa_login_webauthn": ("seeeee", "seeeee"),
    "mfa_add_webauthn": ("ssssss", "ssssss"),
    "mfa_reauthenticate_webauthn": ("ssssss", "ssssss"),
    "mfa_remove_webauthn": ("ssssss", "ssssss"),
    "mfa_edit_webauthn": ("ssssss", "ssssss"),
    # Members
    "members:write": ("snrrnr", "snrrnr"),
    "members:block": ("snoono", "sneene"),
    "members:unblock": ("mmmmmm", "sneene"),
    "members:report": ("snoono", "sniini"),
    "members:directory": ("oooooo", "mmmmmm"),
    "members:person": ("nnoono", "mmmmmm"),
    "members:photo": ("nnnnnn", "mmmmmm"),
    "members:small_photo": ("nnnnnn", "mmmmmm"),
    "members:invitation": ("oooooo", "seeeee"),
    "members:privacy": ("oooooo", "mmmmmm"),
    "members:rules()": ("oooooo", "mmmmmm"),
    "members:rules(version)": ("oooooo", "mmmmmm"),
    # Communities
    "community:index": ("oooooo", "mmmmmm"),
    "community:invitation": ("ooeeoo", "seeeee"),
    "community:bookmarks": ("sooooo", "mmmmmm"),
    "community:mark": ("mmmmmm", "nnnnnn"),
    "community:reactions": ("snoono", "mmmmmm"),
    "community:file": ("nnoono", "mmmmmm"),
    "community:thumbnail": ("nnoono", "mmmmmm"),
    "community:poll_vote": ("mmmmmm", "nneene"),
    "community:poll_close": ("mmmmmm", "nneene"),
    "community:following": ("sooooo", "mmmmmm"),
    "community:notifications": ("sooooo", "mmmmmm"),
    "community:notifications_read": ("mmmmmm", "seeeee"),
    "community:notification_read": ("mmmmmm", "snennn"),
    "community:notification_choices": ("sooooo", "seeeee"),
    "community:tokens": ("sooooo", "siiiii"),
    "community:revoke_token": ("smmmmm", "snennn"),
    "community:claims": ("sooooo", "siiiii"),
    "community:decide_claim": ("smmmmm", "sneini"),
    "community:undo_claim": ("smmmmm", "sneene"),
    "community:threads": ("nnoono", "mmmmmm"),
    "community:join": ("nneene", "nneene"),
    "community:ask": ("nneene", "sneenr"),
    "community:leave": ("nnoonn", "nneenn"),
    "community:members": ("nnoono", "mmmmmm"),
    "community:manage_member": ("snrono", "snrono"),
    "community:requests": ("snrono", "snrene"),
    "community:invitations": ("snrono", "snrono"),
    "community:all_moderation": ("snnono", "smmmmm"),
    "community:my_log": ("sooooo", "smmmmm"),
    "community:undo": ("smmmmm", "sneene"),
    "community:flag": ("snoono", "sniini"),
    "community:moderate_post": ("snrono", "snrini"),
    "community:moderation": ("snnono", "smmmmm"),
    "community:held_words": ("snnono", "snnene"),
    "community:log": ("snnono", "smmmmm"),
    "community:facilitating": ("snnono", "smmmmm"),
    "community:facilitating_csv": ("snnono", "smmmmm"),
    "community:moderate_thread": ("snrono", "snrini"),
    "community:my_threads": ("sooooo", "mmmmmm"),
    "community:person": ("eeeeee", "mmmmmm"),
    "community:accept": ("mmmmmm", "nneene"),
    "community:role": ("mmmmmm", "nneene"),
    "community:feed": ("nnnnnn", "nnnnnn"),
    "community:post": ("nneene", "mmmmmm"),
    "community:edit": ("sneono", "snrini"),
    "community:history": ("nnoono", "mmmmmm"),
    "community:draft": ("mmmmmm", "riiiii"),
    "community:discard_draft": ("mmmmmm", "seeeee"),
    "community:mentionable": ("rrooro", "mmmmmm"),
    "community:start": ("nnoono", "sniini"),
    "community:start_e_discussion": ("sneono", "snrini"),
    "community:thread": ("nnoono", "sniini"),
    "community:thread_feed": ("nnnnnn", "nnnnnn"),
    "community:tags": ("nneono", "snrene"),
    "community:e_discussion": ("sneene", "snrrnr"),
    "community:nominate": ("sneene", "sneene"),
    "community:consent": ("snnnnn", "snnnnn"),
    "community:mark_read": ("mmmmmm", "nneene"),
    "community:follow_community": ("mmmmmm", "nneene"),
    "community:first_new": ("sneene", "mmmmmm"),
    "community:follow_thread": ("mmmmmm", "nneene"),
    # Library
    "library:blocks": ("oooooo", "oooooo"),
    "library:map": ("oooooo", "oooooo"),
    "library:people": ("oooooo", "mmmmmm"),
    "library:champion": ("oooooo", "mmmmmm"),
    "library:write_to_champion": ("sooooo", "siiiii"),
    "library:champion_letters": ("nnnnnn", "nnnnnn"),
    "library:organisations": ("oooooo", "mmmmmm"),
    "library:organisation": ("oooooo", "mmmmmm"),
    "library:nominate": ("sooooo", "siiiii"),
    "library:nominations": ("sooooo", "mmmmmm"),
    "library:case": ("oooooo", "oooooo"),
    "library:pdf": ("oooooo", "mmmmmm"),
    "library:lineage": ("oooooo", "mmmmmm"),
    "library:adaptations": ("oooooo", "mmmmmm"),
    "library:adapt": ("sooooo", "siiiii"),
    "library:adaptation_edit": ("snonnn", "sninnn"),
    "library:adaptation_withdraw": ("snonnn", "snennn"),
    "library:adaptation_photo": ("nnonno", "mmmmmm"),
    "library:helpful": ("oooooo", "eeeeee"),
    "case_feed": ("oooooo", "oooooo"),
    # Search
    "search:results": ("oooooo", "mmmmmm"),
    "search:saved": ("sooooo", "seeeee"),
    "search:saved_search": ("snonnn", "snonnn"),
    "search:delete_saved": ("mmmmmm", "snennn"),
    # Pages
    "en/_util/login/": ("ssssss", "ssssss"),
    "wagtailcore_authenticate_with_password": ("nnnnnn", "nnnnnn"),
    "wagtailcore_login": ("ssssss", "ssssss"),
    "wagtail_serve": ("nnoono", "mmmmmm"),
}

ADMIN: tuple[tuple[str, str], ...] = (
    # How names begin (the longest that fits counts), and who passes: translator, reviewer, editor, administrator;
    # V: visitors, too. A page in the arguments is a draft that is not in the translator's language.
    ("admin/", "TREAV"),  # to the sign-in, and addresses without their last stroke
    ("admin/test404/", "TREA"),
    ("cases:", "TEA"),
    ("cases:choose_parent", "TREA"),
    ("library_accounts:", "EA"),
    ("library_accounts:create", ""),
    ("cohorts:", "EA"),
    ("library_document_texts", "EA"),
    ("library_helpful", "EA"),
    ("library_reasons", "EA"),
    ("library_standing", "EA"),
    ("library_to_look_after", "TEA"),
    ("library_translation", "TEA"),
    ("nominations:", "EA"),
    ("people_acts", "A"),
    ("reports_about_people:", "EA"),
    ("search_unanswered", "EA"),
    ("wagtail_bulk_action", "EA"),
    ("wagtail_localize:", "EA"),
    ("wagtail_localize:javascript_catalog", "TREA"),
    ("wagtail_localize:snippets_api", "A"),  # asked for threads
    ("wagtailadmin_account", "TREA"),
    ("wagtailadmin_api:", "TREA"),
    ("wagtailadmin_block_preview", "TREA"),
    ("wagtailadmin_choose_page", "TREA"),
    ("wagtailadmin_collections:", "A"),
    ("wagtailadmin_dismissibles", "TREA"),
    ("wagtailadmin_editing_sessions:", "TREA"),  # one's own
    ("wagtailadmin_error_test", ""),
    ("wagtailadmin_explore", "TEA"),
    ("wagtailadmin_home", "TREA"),
    ("wagtailadmin_javascript_catalog", "TREAV"),
    ("wagtailadmin_login", "TREAV"),
    ("wagtailadmin_logout", "TREA"),
    ("wagtailadmin_pages:", "EA"),
    ("wagtailadmin_pages:collect_workflow_action_data", "TREA"),  # the same
    ("wagtailadmin_pages:confirm_workflow_cancellation", "TREA"),
    ("wagtailadmin_pages:revisions_index", "TREA"),  # goes on to the history, which asks
    ("wagtailadmin_pages:search", "TEA"),
    ("wagtailadmin_pages:type_use", "TEA"),
    ("wagtailadmin_pages:unpublish", ""),  # a draft
    ("wagtailadmin_pages:workflow_action", "TREA"),  # goes on to a page that asks, where nothing is to be decided
    ("wagtailadmin_pages:workflow_preview", ""),  # nobody but superusers: no task has the draft now
    ("wagtailadmin_password_reset", ""),
    ("wagtailadmin_reports:", "TEA"),
    ("wagtailadmin_reports:locked_pages", "EA"),
    ("wagtailadmin_reports:page_types_usage", "EA"),
    ("wagtailadmin_reports:site_history", "TREA"),
    ("wagtailadmin_sprite", "TREAV"),
    ("wagtailadmin_tag", "TREA"),
    ("wagtailadmin_workflows:", "A"),
    ("wagtaildocs:", "EA"),
    ("wagtaildocs:delete", "A"),  # asked for a document of the administrators' own collection, as the next two
    ("wagtaildocs:document_usage", "A"),
    ("wagtaildocs:edit", "A"),
    ("wagtaildocs_chooser:", "TREA"),
    ("wagtaildocs_chooser:chosen", "A"),  # asked for a document of the administrators' own collection
    ("wagtaildocs_chooser:chosen_multiple", "TREA"),
    ("wagtaildocs_chooser:create", "EA"),
    ("wagtailembeds:", "TREA"),
    ("wagtailforms:", "TEA"),
    ("wagtailforms:delete_submissions", ""),
    ("wagtailimages:", "EA"),
    ("wagtailimages_chooser:", "TREA"),
    ("wagtailimages_chooser:create", "EA"),
    ("wagtailimages_chooser:chosen", "TEA"),
    ("wagtailimages_chooser:chosen_multiple", "TREA"),
    ("wagtailimages_chooser:select_format", "TEA"),
    ("wagtaillocales:", ""),
    ("wagtailredirects:", "A"),
    ("wagtailsettings:", "A"),
    ("wagtailsettings:edit(app_name,model_name)", "TREA"),  # goes on to the one with a number, which asks
    ("wagtailsites:", ""),
    ("wagtailsnippetchoosers_community_", "A"),
    ("wagtailsnippetchoosers_community_thread:create", ""),
    ("wagtailsnippetchoosers_library_", "EA"),
    ("wagtailsnippetchoosers_library_adaptation:create", ""),
    ("wagtailsnippetchoosers_search_", "EA"),
    ("wagtailsnippetchoosers_search_wordtranslation:create", ""),
    ("wagtailsnippets:", ""),
    ("wagtailsnippets_community_", "A"),
    ("wagtailsnippets_community_thread:add", ""),
    ("wagtailsnippets_community_thread:delete", ""),
    ("wagtailsnippets_library_", "EA"),
    ("wagtailsnippets_library_adaptation:add", ""),
    ("wagtailsnippets_library_adaptation:delete", ""),
    ("wagtailsnippets_library_learningroute:delete", ""),  # people travelled it
    ("wagtailsnippets_library_theme:delete", ""),
    ("wagtailsnippets_search_", "EA"),
    ("wagtailsnippets_search_wordtranslation:add", ""),
    ("wagtailusers_groups:", ""),
    ("wagtailusers_users:", "A"),
    ("wagtailusers_users:delete", ""),
)

EVERYBODY = frozenset({"community:invitation"})
"""Whoever has the address has been given the word it shows: the token of an invitation is a key."""

EDITORS_SEE = {"library:adaptation_photo": "o"}
"""Where an editor gets more than another member: what they decide about."""

OTHER_GUARDS: dict[str, str] = {
    "api-1:": "It takes tokens and no session: another site has nothing to lend.",
    "oai": "Reading; OAI-PMH wants POST as well.",
    "openid_connect_": "Nobody is signed in there: it is where another house sends people back, with its own state.",
    "wagtail_localize:edit_": "Django REST framework, which asks for our token once it knows who it is.",
    "wagtail_localize:snippets_api": "The same; it reads.",
    "wagtailadmin_api:": "The same; it reads.",
}
"""How names begin that Django's check of forms leaves alone, and what protects them."""

UPSTREAM = frozenset({"wagtailadmin_choose_page_external_link"})
"""Wagtail's own, of version 8.0: an empty form is an error 500, for editors alone."""

SLOW = (":edit", ":add", ":copy", ":view_draft", ":revisions_revert", ":preview_on_add", ":preview_on_edit", "_account")
"""How names of the admin end whose forms take a second to make: not opened here by those whom they are for."""

_OF_CASE = (
    "pdf", "lineage", "adaptations", "adapt", "adaptation_edit", "adaptation_withdraw", "adaptation_photo", "helpful",
)  # fmt: skip


def values(world: World, name: str) -> dict[str, Any]:
    """Argument → value for the address of that name; what stands further below wins."""
    host, draft, thread = world.people["host"], world.draft, world.closed_thread
    common = {
        "slug": world.closed.slug, "thread_id": thread.pk, "post_id": world.closed_post.pk, "poll_id": world.poll.pk,
        "key": world.file, "person_id": host.pk, "user_id": host.pk, "entry_id": world.entry.pk,
        "claim_id": world.claim.pk, "token_id": world.token.pk, "draft_id": world.writing.pk, "token": world.invitation,
        "code": world.case.slug.upper(), "language": "en", "section": section_names(world.case)[0],
        "ending": "bib", "number": thread.pk,
        "act": "hide", "what": "activity", "path": "there-is-none.png", "provider_id": "google", "uidb36": "1",
        "restriction_id": 1, "page_view_restriction_id": 1,
        # The admin's
        "page_id": draft.pk, "page_to_move_id": draft.pk, "parent_page_id": draft.get_parent().pk,
        "destination_id": draft.get_parent().pk, "parent_id": draft.get_parent().pk, "page_pk": draft.pk,
        "revision_id": draft.latest_revision.pk, "revision_id_a": "earliest", "revision_id_b": "latest",
        "content_type_app_name": "library", "content_type_model_name": "casepage", "content_type_id": 1,
        "app_label": "community", "app_name": "library", "model_name": "thread", "type": "page", "action": "delete",
        "translation_id": world.vietnamese.pk, "translation_source_id": world.vietnamese.source_id,
        "string_segment_id": 1, "overridable_segment_id": 1, "mode": "default",
        "image_id": world.image.pk, "document_id": world.closed_document.pk, "doc_id": world.closed_document.pk,
        "filter_spec": "width-100", "signature": "x", "collection_id": 1, "session_id": 1, "object_id": draft.pk,
        "task_state_id": 1, "workflow_state_id": 1, "task_id": 1, "workflow_pk": 1, "action_name": "approve",
        "uploaded_file_id": 1, "uploaded_image_id": 1, "submission_id": 1, "redirect_id": 1, "id": 1, "lang": "en",
        "uidb64": "x", "object_key": "x", "version": 1, "pk": 1, "args": [1],
    }  # fmt: skip
    return common | _of(world, name)


def _of(world: World, name: str) -> dict[str, Any]:
    """Where an argument's name says too little."""
    own: dict[str, dict[str, Any]] = {
        "account_confirm_email": {"key": "there-is-none"},
        "account_reset_password_from_key": {"key": "there-is-none"},
        "api-1:post": {"number": world.closed_post.pk},
        "community:notification_read": {"pk": world.notification.pk},
        "library:case": {"slug": world.case.slug},
        "library:organisation": {"code": world.organisation.code},
        "cohorts:edit": {"pk": world.edition.pk},
        "cohorts:invitations": {"pk": world.edition.pk},
        "members:invitation": {"token": world.cohort_invitation},
        "nominations:edit": {"pk": world.nomination.pk},
        "reports_about_people:edit": {"pk": world.report.pk},
        "search:delete_saved": {"pk": world.saved.pk},
        "search:saved_search": {"pk": world.saved.pk},
        "sitemap": {"section": "cases"},
        "wagtail_serve": {"args": [f"communities/{world.closed.slug}/"]},
        "wagtaildocs_serve": {"args": [world.closed_document.pk, world.closed_document.filename]},
        "wagtailsettings:edit(app_name,model_name)": {"model_name": "librarysettings"},
        "wagtailsettings:edit(app_name,model_name,pk)": {"model_name": "librarysettings"},
        "wagtailsettings:preview_on_edit": {"model_name": "librarysettings"},
    }
    if name.startswith("library:") and name.removeprefix("library:") in _OF_CASE:
        return {"slug": world.case.slug, "pk": world.adaptation.pk}
    if name in ("library:champion", "library:write_to_champion", "library:champion_letters"):
        return {"code": world.champion.code}
    return own.get(name) or {"pk": _instance(world, name)}


def _instance(world: World, name: str) -> int:
    """What the lists of the admin are asked for: what the closed community has, where it has one."""
    kind = name.partition(":")[0].rpartition("_")[2]
    rows = {
        "thread": world.closed_thread, "community": world.closed, "champion": world.champion,
        "organisation": world.organisation, "learningroute": world.edition.route, "concept": world.concept,
        "adaptation": world.adaptation,
        "users": world.people["host"], "accounts": world.people["host"], "pages": world.draft,
        "wagtailadmin_api": world.draft,
    }  # fmt: skip
    return rows[kind].pk if kind in rows else 1
