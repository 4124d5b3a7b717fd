"""A change of the register in words, for people who have to say yes to it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.fact_table import FACTS, Fact, Kind
from forewarn.vendors.interchange.planning import Change
from forewarn.vendors.wording import CHOICES, STATES
from forewarn.vendors.wording import FACTS as NAMES

_MAIN = {"measures": "measure", "assurance": "standard", "chain": "name"}
MAX_SHOWN = 120  # characters of a value


def in_words(change: Change) -> list[str]:
    """A sentence for each fact that changes."""
    codes = [code for code in change.codes if not (change.new and code == "name")]
    return [_fact(code, change.before.get(code), change.after.get(code)) for code in codes]


def heading(change: Change) -> str:
    """Who it is about: a new vendor with its state, or one that is listed."""
    if change.new:
        return _("New: %(name)s, %(state)s") % {"name": change.name, "state": STATES[change.state.value]}
    return change.name


def _fact(code: str, before: object, after: object) -> str:
    name = str(NAMES[code])
    fact = FACTS.get(code)
    if fact is None:
        return _("%(name)s: changed") % {"name": name}
    if isinstance(before or after, list) and before and after:
        return f"{name}: {_lists(fact, list(before), list(after))}"  # type: ignore[call-overload]
    if not before and before is not False:
        return f"{name}: {value_in_words(fact, after)}"
    if not after and after is not False:
        return _("%(name)s: taken out, was %(before)s") % {"name": name, "before": value_in_words(fact, before)}
    words = {"name": name, "before": value_in_words(fact, before), "after": value_in_words(fact, after)}
    return _("%(name)s: %(after)s, was %(before)s") % words


def _lists(fact: Fact, before: list[object], after: list[object]) -> str:
    if fact.kind is Kind.ROWS:
        return _rows(fact, before, after)
    added = [one for one in after if one not in before]
    gone = [one for one in before if one not in after]
    parts = []
    if added:
        parts.append(_("adds %(what)s") % {"what": value_in_words(fact, added)})
    if gone:
        parts.append(_("takes out %(what)s") % {"what": value_in_words(fact, gone)})
    return "; ".join(parts) or _("another order")


def _rows(fact: Fact, before: list[object], after: list[object]) -> str:
    names = _by_name(fact, before), _by_name(fact, after)
    added, gone = [n for n in names[1] if n not in names[0]], [n for n in names[0] if n not in names[1]]
    other = [n for n in names[1] if n in names[0] and names[0][n] != names[1][n]]
    parts = [
        words % {"what": _short(", ".join(found))}
        for words, found in (
            (_("adds %(what)s"), added),
            (_("takes out %(what)s"), gone),
            (_("changes %(what)s"), other),
        )
        if found
    ]
    return "; ".join(parts) or _("another order")


def _by_name(fact: Fact, rows: list[object]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for row in rows:
        found.setdefault(_row_name(fact, row), []).append(row)
    return found


def _row_name(fact: Fact, row: object) -> str:
    main = _MAIN[fact.code]
    value = row.get(main, "") if isinstance(row, Mapping) else row
    return str(CHOICES.get(main, {}).get(str(value), value))


def value_in_words(fact: Fact, value: object) -> str:
    """A fact's value as people read it."""
    match fact.kind:
        case Kind.ROWS if isinstance(value, list):
            count = ngettext("%(n)s entry", "%(n)s entries", len(value)) % {"n": len(value)}
            return _short(f"{count}: " + ", ".join(_row_name(fact, row) for row in value))
        case Kind.FIELDS if isinstance(value, list):
            return _short(", ".join(str(FIELDS[code].label) if code in FIELDS else str(code) for code in value))
        case Kind.CHOICE:
            return str(CHOICES[fact.code].get(str(value), str(value)))
        case Kind.YES_OR_NO:
            return _("yes") if value else _("no")
    if isinstance(value, list):
        return _short(", ".join(map(str, value)))
    return f"“{_short(str(value))}”"


def _short(text: str | Promise) -> str:
    plain = " ".join(str(text).split())
    return plain if len(plain) <= MAX_SHOWN else f"{plain[: MAX_SHOWN - 1]}…"
