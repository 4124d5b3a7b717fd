"""What changed between two versions of a vendor, in words, for staff, for the public pages and for notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from forewarn.vendors import wording
from forewarn.vendors.fact_table import FACTS, TRANSLATED, Fact, Kind
from forewarn.vendors.in_words import words_of
from forewarn.vendors.rules import FOR_EVERYBODY, Facts, Said, State, changed, in_locale, published


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs: what it is called, what went and what came, each entry in words."""

    code: str
    label: str
    gone: tuple[str, ...]
    come: tuple[str, ...]

    @property
    def text(self) -> str:
        """The change on one line."""
        words = {"fact": self.label, "gone": "; ".join(self.gone), "come": "; ".join(self.come)}
        if self.gone and self.come:
            return _("%(fact)s: now %(come)s. Before: %(gone)s.") % words
        if self.come:
            return _("%(fact)s: new: %(come)s.") % words
        return _("%(fact)s: no longer: %(gone)s.") % words


def changes_between(before: Mapping[str, object], after: Mapping[str, object]) -> list[Change]:
    """Every fact that differs, in the order of the register, in the language that is active."""
    different = set(changed(before, after))
    found = [_change(fact, before.get(code), after.get(code)) for code, fact in FACTS.items() if code in different]
    if "translations" in different:
        old, new = _translations(before), _translations(after)
        found.append(_of("translations", [x for x in old if x not in new], [x for x in new if x not in old]))
    return [change for change in found if change.gone or change.come]


def _change(fact: Fact, before: object, after: object) -> Change:
    old, new = words_of(fact, before), words_of(fact, after)
    if fact.kind is Kind.ROWS and old == new:  # a column that the line does not show
        return Change(fact.code, str(wording.FACTS[fact.code]), (), (_("details of an entry"),))
    if isinstance(before, list) or isinstance(after, list):
        return _of(fact.code, [x for x in old if x not in new], [x for x in new if x not in old])
    return _of(fact.code, old, new)


def _of(code: str, gone: Iterable[str], come: Iterable[str]) -> Change:
    return Change(code, str(wording.FACTS[code]), tuple(gone), tuple(come))


def _translations(facts: Mapping[str, object]) -> list[str]:
    said = facts.get("translations")
    if not isinstance(said, Mapping):
        return []
    return [
        f"{locale}, {wording.FACTS[code]}: {words[code]}"
        for locale, words in sorted(said.items())
        for code in TRANSLATED
        if code in words
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """A version as history shows it: what happened to the vendor, and which facts differ."""

    said: Said
    event: str  # of the vendor's life, in words; empty where only facts changed
    changes: tuple[Change, ...]

    @property
    def at(self) -> datetime:
        """When it was written."""
        return self.said.at

    @property
    def ground(self) -> str:
        """Why the list says what customers should have heard before, in words; empty where nothing such changed."""
        return str(wording.GROUNDS.get(self.said.ground, ""))

    @property
    def name(self) -> str:
        """The vendor's name as this version has it."""
        return str(self.said.facts.get("name", self.said.slug))


def steps(versions: Iterable[Said]) -> list[Step]:
    """The whole history of one vendor for staff, newest first; `versions` oldest first."""
    found = []
    for before, after in _pairs(versions):
        event = str(wording.STATES[after.state]) if before is None or before.state != after.state else ""
        found.append(Step(after, event, tuple(changes_between(before.facts if before else {}, after.facts))))
    return found[::-1]


def public_steps(versions: Iterable[Said], locale: str) -> list[Step]:
    """What the public may read of one vendor's history, newest first; nothing of proposals, nothing that is private."""
    found = []
    for before, after in _pairs(versions):
        seen = before is not None and before.state in FOR_EVERYBODY
        shows = after.state in FOR_EVERYBODY
        if not seen and not shows:
            continue
        event = _event(before.state if before and seen else None, after.state)
        old, new = _public(before.facts, locale) if before and seen else None, _public(after.facts, locale)
        differ = changes_between(old, new) if old is not None and shows else []
        if event or differ:
            found.append(Step(after, event, tuple(differ)))
    return found[::-1]


def _pairs(versions: Iterable[Said]) -> Iterator[tuple[Said | None, Said]]:
    before = None
    for version in versions:
        yield before, version
        before = version


def _public(facts: Facts, locale: str) -> Facts:
    shown = in_locale(published(facts), locale)
    return {code: value for code, value in shown.items() if code != "translations"}


def _event(before: State | None, after: State) -> str:
    if before == after:
        return ""
    match before, after:
        case None, State.ACTIVE:
            return _("is on our list")
        case _, State.ANNOUNCED:
            return _("will soon work for us")
        case State.LEAVING, State.ACTIVE:
            return _("stays with us after all")
        case _, State.ACTIVE:
            return _("now works for us")
        case _, State.LEAVING:
            return _("will stop working for us")
        case _, State.ENDED:
            return _("no longer works for us")
        case _:
            return _("will not work for us after all")
