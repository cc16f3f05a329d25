"""What members are told and agree to, each text with its version.

A text stands in `templates/people/texts/<code>_<version>.html`. Whoever changes what it means writes a new file, raises
the version, and members are asked again at their next visit. Old files stay: what somebody agreed to can be read.

Nothing here is free to refuse. The site does nothing that would need such a consent and sends no news; who sees a
profile, a champion or a name is decided where that thing is (`privacy.registry.consents()`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Purpose:
    """
    :param is_agreed: people agree to it (a contract); else they are informed, which is no consent
    :param address: name of the page where everybody reads it
    """

    code: str
    version: int
    title: Any
    is_agreed: bool
    address: str

    @property
    def template(self) -> str:
        return f"people/texts/{self.code}_{self.version}.html"


RULES = Purpose("rules", 1, _("House rules"), True, "members:rules")
PRIVACY = Purpose("privacy", 1, _("Privacy and cookies"), False, "members:privacy")
PURPOSES = (RULES, PRIVACY)
CURRENT = " ".join(f"{purpose.code}-{purpose.version}" for purpose in PURPOSES)
"""The versions that hold now, as `User.agreed_to` has them for whoever has seen them all."""
