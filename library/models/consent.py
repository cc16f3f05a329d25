"""Whether the people whom a text or picture shows agreed."""

from django.utils.translation import pgettext_lazy

CONSENTS = [
    ("not_asked", pgettext_lazy("consent", "Not asked yet")),
    ("asked", pgettext_lazy("consent", "Asked, no answer yet")),
    ("given", pgettext_lazy("consent", "Given")),
    ("not_needed", pgettext_lazy("consent", "Not needed: nobody is described")),
    ("refused", pgettext_lazy("consent", "Refused")),
]
AGREED = ("given", "not_needed")
