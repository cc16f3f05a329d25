"""What a reader can do about somebody: write, block, report."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from library.refusals import NotAllowed
from people import blocking, writing


def tools_for(reader: Any, person: Any) -> dict[str, Any]:
    """For `templates/people/parts/person_tools.html`, on a page that shows `person` to `reader`: addresses, and
    `is_blocked`. Empty for oneself. A visitor sees what signing in gives."""
    if person is None or (reader.is_authenticated and reader.pk == person.pk):
        return {}

    def address(name: str) -> str:
        return reverse(f"members:{name}", kwargs={"person_id": person.pk})

    if not reader.is_authenticated:
        return {"write_url": address("write")} if person.is_active and writing.accepts_letters(person) else {}
    try:
        writing.check_takes_letters(reader, person)
    except NotAllowed:
        can_write = False
    else:
        can_write = True
    return {
        "write_url": address("write") if can_write else "",
        "block_url": address("block"),
        "unblock_url": address("unblock"),
        "report_url": address("report"),
        "is_blocked": blocking.has_blocked(reader, person),
    }
