"""The admin warns while marks of Thai or Lao are doubled or misordered (`static/library/admin/marks.js`)."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _


def script() -> str:
    """The script, and what it says in the editor's language: it asks nothing of the server."""
    return format_html(
        '<script src="{}" defer data-warning="{}" data-mend="{}" data-mended="{}" data-undo="{}"></script>',
        static("library/admin/marks.js"),
        _("Some tone marks or vowels in this text are doubled or in the wrong order."),
        _("Put them right"),
        _("They are in order now."),
        _("Undo"),
    )
