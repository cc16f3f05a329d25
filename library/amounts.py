"""Money, numbers with units and years, as the reader's language writes them (Babel)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from babel.numbers import format_currency, format_decimal, format_percent
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from library.models.measures import CURRENCIES, UNITS
from search.languages import babel_locale
from search.reader import interface_language


def number(value: Decimal | int | None) -> str:
    """`1,234.5`; no noughts at the end."""
    if value is None:
        return ""
    return format_decimal(value, format="#,##0.####", locale=babel_locale(interface_language()))


def shown_size(size: int) -> str:
    """Of a file, given in bytes: `64 kB`, `1.2 MB`."""
    if size < 1_000_000:
        return pgettext("size of a file", "%(number)s kB") % {"number": number(-(-size // 1000))}
    return pgettext("size of a file", "%(number)s MB") % {"number": number(round(Decimal(size) / 1_000_000, 1))}


def money(amount: Decimal | None, currency: str) -> str:
    """`US$1,200.50`; whole sums without decimals."""
    if amount is None:
        return ""
    locale = babel_locale(interface_language())
    if not currency:
        return number(amount)
    if amount == amount.to_integral_value():
        pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
        written = format_currency(amount, currency, pattern, locale=locale, currency_digits=False)
    else:
        written = format_currency(amount, currency, locale=locale, currency_digits=False)
    # CLDR wants a space between a code of letters and the number; Babel does not put it.
    return re.sub(r"(?<=[A-Z]{3})(?=\d)", "\u00a0", written)


def measured(value: Decimal | None, unit: str) -> str:
    """A number with its unit: `42 hectares`, `30%`, `₫6,500`."""
    if value is None:
        return ""
    if unit in CURRENCIES:
        return money(value, unit)
    if unit == "percent":
        return format_percent(value / 100, format="#,##0.##%", locale=babel_locale(interface_language()))
    if not unit:
        return number(value)
    return pgettext("a number and its unit", "%(number)s %(unit)s") % {"number": number(value), "unit": UNITS[unit]}


def years(since: int | None, until: int | None) -> str:
    if since and until:
        return _("%(since)s to %(until)s") % {"since": since, "until": until}
    if since:
        return _("since %(year)s") % {"year": since}
    return _("until %(year)s") % {"year": until} if until else ""


def totals(sums: Iterable[tuple[Decimal | None, str]]) -> list[str]:
    """One a currency: nothing is converted."""
    by_currency: dict[str, Decimal] = defaultdict(Decimal)
    for amount, currency in sums:
        if amount is not None:
            by_currency[currency] += amount
    return [money(by_currency[currency], currency) for currency in sorted(by_currency)]
