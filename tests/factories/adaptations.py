from __future__ import annotations

from typing import Any

from library import adapting
from library.models import Adaptation, CaseOrigin, CasePage


def adaptation(case: CasePage, author: Any, *, shown: bool = True, **fields: Any) -> Adaptation:
    """What `author` adapted of `case`, recorded through the verb; shown without a letter."""
    given = {"country": "LA", "place": "ບ້ານພູ", "changed": "ພວກເຮົາປ່ຽນແນວພັນ"} | fields
    made = adapting.record(case=case, author=author, **given)
    if shown:
        Adaptation.objects.filter(pk=made.pk).update(state=Adaptation.State.SHOWN)
        made.refresh_from_db()
    return made


def grew_out_of(case: CasePage, *sources: CasePage | Adaptation) -> None:
    """What an editor notes on a case, published."""
    case.origins = [
        CaseOrigin(case=source) if isinstance(source, CasePage) else CaseOrigin(adaptation=source) for source in sources
    ]
    case.save_revision().publish()
