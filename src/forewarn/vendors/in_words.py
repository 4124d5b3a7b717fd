"""Facts of the register in the words of the language that is active, value by value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel import Locale
from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forewarn.mail.dates import cldr
from forewarn.vendors import wording
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.fact_table import Fact, Kind
from forewarn.vendors.rules import touch_of


def words_of(fact: Fact, value: object) -> list[str]:
    """A fact's value as people read it: one text, or one for each entry of a list; nothing for an absent fact."""
    if value is None or value in ("", [], {}):
        return []
    if fact.kind is Kind.ROWS:
        return [row_in_words(fact, row) for row in value] if isinstance(value, list) else []
    if isinstance(value, list):
        return [_one(fact, str(entry)) for entry in value]
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    return [_one(fact, str(value))]


def _one(fact: Fact, value: str) -> str:
    match fact.kind:
        case Kind.FIELDS:
            return str(FIELDS[value].label) if value in FIELDS else value
        case Kind.PLACES | Kind.PLACE:
            return place_in_words(value)
        case Kind.DATE:
            return day_in_words(value)
        case Kind.CHOICE:
            return str(wording.CHOICES[fact.code].get(value, value))
        case _:
            return value


def row_in_words(fact: Fact, row: Mapping[str, object]) -> str:
    """A measure, an assurance or a sub-vendor on one line: what it is, then what is known of it."""
    columns = {column.code: column for column in fact.columns}
    said = {code: " ".join(words_of(columns[code], row.get(code))) for code in columns}
    match fact.code:
        case "measures":
            first, rest = measure_in_words(row), [said["basis"], said["verified_by"], until_in_words(row)]
        case "assurance":
            first = " ".join(filter(None, [said["standard"], said["level"].partition(":")[0]]))
            rest = [said["scope"], said["issued_by"], until_in_words(row)]
        case "leaks":
            fields = ", ".join(words_of(columns["fields"], row.get("fields")))
            first, rest = f"{leak_days(row)}: {said['what']}", [str(wording.TOUCHED[touch_of(row)]), fields]
        case _:
            first, rest = said["name"], [said["purpose"], ", ".join(words_of(columns["places"], row.get("places")))]
    more = "; ".join(filter(None, rest))
    return f"{first} ({more})" if more else first


def leak_days(row: Mapping[str, object]) -> str:
    """When a leak was: a day, or the first and the last."""
    first, last = str(row.get("began_on", "")), str(row.get("ended_on") or row.get("began_on", ""))
    if first == last:
        return day_in_words(first)
    return _("%(first)s to %(last)s") % {"first": day_in_words(first), "last": day_in_words(last)}


def measure_in_words(row: Mapping[str, object]) -> str:
    """What a measure is: its kind in the reader's language, or the words that were written where it has none."""
    kind = str(row.get("kind", ""))
    known = kind in wording.CHOICES["kind"] and kind != "other"
    return str(wording.CHOICES["kind"][kind]) if known else str(row.get("measure", ""))


def until_in_words(row: Mapping[str, object]) -> str:
    """Until when the evidence counts; nothing where no end is stated."""
    ends = [str(row[key]) for key in ("verified_until", "valid_until", "bridge_until") if row.get(key)]
    return _("until %(day)s") % {"day": day_in_words(max(ends))} if ends else ""


def place_in_words(code: str) -> str:
    """A country by its name in the language that is active."""
    return str(_locale().territories.get(code, code))


def day_in_words(day: str | date) -> str:
    """A day such as “30 June 2026” in the language that is active."""
    return format_date(date.fromisoformat(day) if isinstance(day, str) else day, "long", locale=_locale())


def _locale() -> Locale:
    language = get_language() or "en"
    return cldr("en-GB" if language == "en" else language, otherwise="en-GB")
