from __future__ import annotations

import itertools
import json
from typing import Any

from library.importing import import_cases
from library.models import CasePage

_numbers = itertools.count(1)


def case_line(**fields: Any) -> dict[str, Any]:
    """One line of the interchange format, with whatever is not given filled in."""
    number = next(_numbers)
    return {
        "code": f"AP-TH-2012-{number:04}",
        "language": "en",
        "title": f"A practice {number}",
        "body": "What people do.\n\nWhat they learned.",
    } | fields


def case(*, published: bool = True, **fields: Any) -> CasePage:
    """A case page, made by importing one line."""
    line = case_line(**fields)
    report = import_cases([json.dumps(line).encode()], publish=published)
    assert not report.problems, report.problems
    return CasePage.objects.get(slug=line["code"].lower(), locale__language_code=line["language"])
