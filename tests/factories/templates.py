"""Cases with the full template."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from library.models import BuildingBlock, CaseCost, CasePage, CaseResult, CaseSDG
from library.models.case import FACT_ROWS, WORDED_ROWS
from tests.factories.cases import case


def no_rows() -> dict[str, str]:
    """What the editor's form posts for a case without rows."""
    names = ("documents", "people", "origins", *FACT_ROWS, *WORDED_ROWS)
    return {f"{name}-{part}_FORMS": "0" for name in names for part in ("TOTAL", "INITIAL")}


def in_order(*rows: Any) -> list[Any]:
    """Rows in this order, as an editor's form numbers them."""
    for number, row in enumerate(rows):
        row.sort_order = number
    return list(rows)


def full_case(**fields: Any) -> CasePage:
    """A published Vietnamese case with facts and rows: a cooperative that sells rice together."""
    page = case(**{"code": "AP-VN-1", "language": "vi", "title": "Hợp tác xã lúa gạo", "body": "Đoạn một"} | fields)
    page.province, page.village, page.place_precision = "Trà Vinh", "Dân Tiến", "district"
    page.since_year = 2010
    page.consent, page.consent_on = "given", date(2015, 7, 20)
    page.adapt_first_step = "Họp nhóm"
    page.building_blocks = in_order(
        BuildingBlock(
            title="Nhóm cùng sở thích", what="Nông dân họp", cost_amount=Decimal("50.00"), cost_currency="USD"
        ),
        BuildingBlock(title="Hợp đồng", what="Giá thỏa thuận trước", is_reusable=True),
    )
    page.case_results = [
        CaseResult(
            claim="Bán được giá hơn", indicator="Giá một cân", before=5000, after=6500, unit="VND", how_known="records"
        )
    ]
    page.costs = [CaseCost(item="Kho", amount=Decimal("1200.50"), currency="USD", paid_by="community")]
    page.sdgs = in_order(CaseSDG(number=1), CaseSDG(number=8))
    page.save_revision().publish()
    return CasePage.objects.get(pk=page.pk)
