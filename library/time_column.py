"""How long ago, in editors' lists: Django and Wagtail know no Lao, and only half of the Thai."""

from __future__ import annotations

from wagtail.admin.ui.tables import DateColumn


class TimeColumn(DateColumn):
    cell_template_name = "library/admin/time_cell.html"
