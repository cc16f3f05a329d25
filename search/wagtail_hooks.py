from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from search.models import Concept


class ConceptViewSet(SnippetViewSet):
    model = Concept
    icon = "tag"
    menu_label = _("Thesaurus")
    menu_order = 320
    add_to_admin_menu = True
    list_display = ["__str__", "code", "agrovoc"]


register_snippet(ConceptViewSet)
