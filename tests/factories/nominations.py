from __future__ import annotations

from typing import Any

from library import nominating
from library.models import Nomination
from tests.factories.people import user


def nomination(**fields: Any) -> Nomination:
    """A nomination, made by its verb."""
    given = {
        "title": "ชาวบ้านเลี้ยงปลาในนาข้าว",
        "place": "บ้านตัวอย่าง จังหวัดน่าน",
        "why": "ได้ทั้งข้าวและปลา ไม่ต้องใช้ยาฆ่าแมลง",
    } | fields
    return nominating.nominate(nominator=given.pop("nominator", None) or user(), **given)
