"""Days written out as people write them, by the Unicode CLDR."""

from __future__ import annotations

from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date


def cldr(locale: str, otherwise: str = "en") -> Locale:
    """What CLDR knows of a locale such as "es-MX"; of another one where it has none of that name."""
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(otherwise.replace("-", "_"))


def day_in_words(day: date, locale: str) -> str:
    """A day with its month's name: “27 November 2026” in en-GB, “November 27, 2026” in en."""
    return format_date(day, "long", locale=cldr(locale))
