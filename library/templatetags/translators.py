"""For the editor of wagtail-localize."""

from __future__ import annotations

from typing import Any

from django import template

from library.models import CasePage
from library.views.translation import help_for

register = template.Library()


@register.inclusion_tag("library/admin/beside_editor.html")
def translator_help(instance: Any) -> dict[str, Any]:
    """What a translator needs beside the text; nothing for what is no case."""
    row = instance.translation_row if isinstance(instance, CasePage) else None
    return help_for(row) if row else {}
