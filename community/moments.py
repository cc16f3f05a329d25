"""A moment that people of several countries keep an appointment at: with its time and zone, as they say it."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_date, format_time, get_datetime_format, get_timezone_gmt
from django.utils import timezone

from search.languages import babel_locale
from search.reader import interface_language


def said(moment: datetime) -> str:
    """`5 December 2026 at 09:00 (UTC+07:00)` in the reader's zone and the language of the interface."""
    local = timezone.localtime(moment)
    locale = babel_locale(interface_language())
    day, hour = format_date(local, "long", locale=locale), format_time(local, "short", locale=locale)
    put_together = str(get_datetime_format("long", locale=locale)).replace("{1}", day).replace("{0}", hour)
    return f"{put_together.replace(chr(39), '')} ({zone(moment)})"


def zone(moment: datetime | None = None) -> str:
    """`UTC+07:00`: the reader's zone, now or at a moment."""
    local = timezone.localtime(moment)
    return f"UTC{get_timezone_gmt(local, 'iso8601', locale=babel_locale(interface_language()))}"
