"""What the groups of the admin may do, beside Wagtail's own rights on pages, pictures and documents."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

EDITORS = "Moderators"
RIGHTS = {
    EDITORS: [
        ("library", "add_champion"), ("library", "change_champion"), ("library", "delete_champion"),
        ("library", "add_organisation"), ("library", "change_organisation"), ("library", "delete_organisation"),
        ("library", "add_theme"), ("library", "change_theme"), ("library", "change_nomination"),
        ("library", "change_adaptation"), ("people", "change_report"),
        ("library", "add_learningroute"), ("library", "change_learningroute"), ("library", "delete_learningroute"),
        ("people", "add_participation"), ("people", "change_participation"), ("people", "delete_participation"),
        ("people", "add_invitation"), ("people", "change_invitation"),
        ("search", "add_concept"), ("search", "change_concept"),
        ("search", "delete_concept"), ("search", "change_wordtranslation"),
        ("community", "add_community"), ("community", "change_community"), ("community", "view_thread"),
        ("community", "change_thread"), ("wagtail_localize", "submit_translation"),
    ],
}  # fmt: skip


def ensure_roles() -> None:
    """Give the groups their rights; what an administrator added stays."""
    for name, rights in RIGHTS.items():
        group, _created = Group.objects.get_or_create(name=name)
        for app, codename in rights:
            group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
