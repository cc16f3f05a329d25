"""The pages every site has, in every language of the setting: home, library, communities."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from cms.roles import ensure_roles
from community.models import CommunityIndexPage
from library.reviewing import ensure_workflow
from library.tree import in_language, library_index, locale_of, site_home


def _titles(language: str) -> tuple[str, str]:
    with translation.override(language):
        return gettext("Communities"), gettext("Talk with people who travelled the same routes.")


@transaction.atomic
def ensure_outline() -> None:
    """Make what is missing; change nothing that is there. Run after `migrate` and after a change of languages."""
    home = site_home()
    for language in settings.LANGUAGE_CODES:
        locale_of(language)
        in_language(home, language, title=settings.SITE_NAME)
        library_index(language)
    ensure_roles()
    ensure_workflow()
    communities = CommunityIndexPage.objects.order_by("pk").first()
    if communities is None:
        title, intro = _titles(home.locale.language_code)
        communities = home.add_child(
            instance=CommunityIndexPage(
                title=title, intro=intro, slug="communities", locale=home.locale, show_in_menus=True
            )
        )
        communities.save_revision().publish()
    for language in settings.LANGUAGE_CODES:
        title, intro = _titles(language)
        in_language(communities, language, title=title, intro=intro)
