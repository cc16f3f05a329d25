"""`<wbr>` between the words of Lao, Khmer and Burmese headings, for browsers that cannot tell them apart."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from library.line_breaks import BREAK, with_breaks

register = template.Library()


@register.filter
def word_breaks(text: str) -> SafeString:
    """Escaped, with a `<wbr>` wherever a line may break; other scripts as they are."""
    return mark_safe(conditional_escape(with_breaks(str(text))).replace(BREAK, "<wbr>"))
