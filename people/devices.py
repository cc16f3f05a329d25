"""A browser's name for itself, in words that its owner knows: "Chrome, Android"."""

from __future__ import annotations

from django.utils.translation import gettext as _

# The first that is in the name counts: each browser also gives the names of those it wants to be taken for.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("UCBrowser", "UC Browser"),
    ("FBAN", "Facebook"), ("FBAV", "Facebook"), ("Line/", "LINE"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def in_words(user_agent: str) -> str:
    """`Chrome, Android`; a sentence for one we do not know."""
    names = [next((name for sign, name in known if sign in user_agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, names)) or _("A browser we do not know")


def is_phone(user_agent: str) -> bool:
    return any(sign in user_agent for sign in ("iPhone", "iPad", "Android", "Mobile"))
