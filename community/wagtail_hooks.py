from django.utils.translation import gettext_lazy as _
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from community.community_admin import COMMUNITY_PANELS
from community.models import Community, HeldWord, Thread
from community.policies import OverseersPolicy, ThreadPolicy


class CommunityViewSet(SnippetViewSet):
    model = Community
    icon = "group"
    list_display = ["slug", "theme", "state", "audience", "membership"]
    list_filter = ["state", "audience", "membership"]
    edit_handler = COMMUNITY_PANELS


class ThreadViewSet(SnippetViewSet):
    """Lock and hide; threads are started on the site, never here."""

    model = Thread
    icon = "comment"
    list_display = ["title", "community", "language", "reply_count", "is_locked", "is_hidden", "last_post_at"]
    list_filter = ["community", "language", "is_locked", "is_hidden"]
    ordering = ["-last_post_at"]
    inspect_view_enabled = True
    copy_view_enabled = False


class HeldWordViewSet(SnippetViewSet):
    """The site's own list; a community's is on its page for facilitators."""

    model = HeldWord
    icon = "warning"
    list_display = ["word", "community"]
    list_filter = ["community"]
    search_fields = ["word"]


class CommunityGroup(SnippetViewSetGroup):
    items = (CommunityViewSet, ThreadViewSet, HeldWordViewSet)
    menu_icon = "group"
    menu_label = _("Communities")
    menu_name = "communities"
    menu_order = 310


for _model in (Community, HeldWord):
    register_permission_policy(_model, OverseersPolicy(_model))
register_permission_policy(Thread, ThreadPolicy(Thread))
register_snippet(CommunityGroup)
