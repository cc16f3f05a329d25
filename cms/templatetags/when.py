"""Times as people of each language say them (Babel: CLDR has Lao, which Django has not)."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal
from django import template
from django.utils import timezone

from search.languages import babel_locale
from search.reader import interface_language

register = template.Library()


def _locale() -> object:
    return babel_locale(interface_language())


@register.filter
def ago(moment: datetime | None) -> str:
    """`3 hours ago`; a date when it is more than four weeks back."""
    if moment is None:
        return ""
    passed = timezone.now() - moment
    if passed.days > 28:
        return long_date(timezone.localtime(moment).date())
    return format_timedelta(
        -passed,
        add_direction=True,
        locale=_locale(),
        granularity="minute" if passed.total_seconds() >= 60 else "second",
        threshold=1.0,
    )


@register.filter
def exact(moment: datetime | None) -> str:
    """Date and time, for the title of a relative time."""
    return format_datetime(timezone.localtime(moment), "long", locale=_locale()) if moment else ""


@register.filter
def iso(moment: datetime | date | None) -> str:
    """For `<time datetime>`."""
    return moment.isoformat() if moment else ""


@register.filter
def long_date(day: date | None) -> str:
    return format_date(day, "long", locale=_locale()) if day else ""


@register.filter
def number(value: int | None) -> str:
    return format_decimal(value, locale=_locale()) if value is not None else ""
