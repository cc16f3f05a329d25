"""A few messages of an old mailing list, so that there are names to claim: all of personas."""

from __future__ import annotations

from django.conf import settings

from cms.demo.people import DATA
from community.importing import import_threads
from community.mail_archive import threads_in

COMMUNITY = "forests-and-commons"


def load_archive() -> None:
    """Nothing happens the second time, as with every import."""
    if not {"th", "lo"} <= set(settings.LANGUAGE_CODES):
        return
    with (DATA / "archive.mbox").open("rb") as archive:
        import_threads(threads_in(archive, community=COMMUNITY), source="demonstration")
