"""Why a verb does not do what was asked: a sentence for the person, and whether they may know that the thing exists."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """The person may see the thing and may not do this to it. Its message is translated and ready to show."""

    @property
    def sentence(self) -> str:
        return str(self.args[0])
