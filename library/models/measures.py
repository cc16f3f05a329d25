"""Amounts of money and of things: columns, currencies and units."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from search import languages
from search.reader import interface_language

# ISO 4217: the region's, and those that programmes reckon in.
CURRENCIES = (
    "USD", "EUR", "THB", "VND", "LAK", "KHR", "MMK", "NPR", "BDT", "INR", "LKR", "BTN", "PKR", "AFN", "MNT", "CNY",
    "JPY", "KRW", "PHP", "IDR", "MYR", "SGD", "BND", "AUD", "NZD", "PGK", "FJD", "SBD", "TOP", "VUV", "WST", "GBP",
)  # fmt: skip

# What is counted or measured; a plain number has none, and the indicator says of what.
UNITS = {
    "percent": pgettext_lazy("unit", "per cent"),
    "kg": pgettext_lazy("unit", "kilograms"),
    "tonne": pgettext_lazy("unit", "tonnes"),
    "litre": pgettext_lazy("unit", "litres"),
    "metre": pgettext_lazy("unit", "metres"),
    "km": pgettext_lazy("unit", "kilometres"),
    "ha": pgettext_lazy("unit", "hectares"),
    "rai": pgettext_lazy("unit", "rai"),
    "m3": pgettext_lazy("unit", "cubic metres"),
    "person": pgettext_lazy("unit", "people"),
    "household": pgettext_lazy("unit", "households"),
    "group": pgettext_lazy("unit", "groups"),
    "village": pgettext_lazy("unit", "villages"),
    "animal": pgettext_lazy("unit", "animals"),
    "plant": pgettext_lazy("unit", "plants"),
    "piece": pgettext_lazy("unit", "pieces"),
    "hour": pgettext_lazy("unit", "hours"),
    "day": pgettext_lazy("unit", "days"),
    "month": pgettext_lazy("unit", "months"),
    "season": pgettext_lazy("unit", "seasons"),
    "year": pgettext_lazy("unit", "years"),
}
FIRST_YEAR, LAST_YEAR = 1900, 2100
CURRENCY, YEAR = _("currency"), _("year")


def currencies() -> list[tuple[str, str]]:
    """Each currency's code with its name in the reader's language, by CLDR."""
    names = languages.babel_locale(interface_language()).currencies
    return [(code, f"{code} – {names.get(code, code)}") for code in CURRENCIES]


def units() -> list[tuple[str, Any]]:
    return list(UNITS.items())


def units_and_currencies() -> list[tuple[str, Any]]:
    """A result may be an income."""
    return [*units(), *currencies()]


def amount(label: Any, **options: Any) -> models.DecimalField:
    """A sum of money. Not negative."""
    return models.DecimalField(
        label, max_digits=18, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)], **options
    )


def currency(label: Any = CURRENCY) -> models.CharField:
    return models.CharField(label, max_length=3, blank=True, choices=currencies)


def number(label: Any, **options: Any) -> models.DecimalField:
    """A measured number, also one below nought."""
    return models.DecimalField(label, max_digits=18, decimal_places=4, null=True, blank=True, **options)


def year(label: Any = YEAR, **options: Any) -> models.PositiveSmallIntegerField:
    """A year of the common era."""
    validators = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=validators, **options)
