"""What a file would do to the register: who is new, what changes, what is wrong and what was not understood.

Deciding only: the register as it is comes in, a plan goes out, nothing is stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from django.utils.text import slugify

from forewarn.mail.folding import folded
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.fact_table import FACTS
from forewarn.vendors.interchange.cells import TAKEN_OUT, UnableToRead, read, read_translations
from forewarn.vendors.interchange.columns import IGNORE
from forewarn.vendors.interchange.limits import MAX_FAULTS
from forewarn.vendors.interchange.reading import Listing, Row
from forewarn.vendors.rules import (
    AT_WORK,
    FOR_EVERYBODY,
    Facts,
    Matter,
    State,
    changed,
    matters_of_edit,
    merged,
    tidied,
    wrong_with,
)

WAYS: dict[State, tuple[State, ...]] = {
    State.PROPOSED: (State.PROPOSED,),
    State.ACTIVE: (State.ACTIVE,),
    State.ANNOUNCED: (State.PROPOSED, State.ANNOUNCED),
    State.REJECTED: (State.PROPOSED, State.REJECTED),
    State.LEAVING: (State.ACTIVE, State.LEAVING),
    State.ENDED: (State.ACTIVE, State.LEAVING, State.ENDED),
}
"""How a vendor that the register does not know comes to a state."""
_NEEDED_AT_END = ("data_at_end", "data_gone_on", "proof")
_SLUG_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A vendor as the register has it now; `state` is None where nobody entered facts yet. `told` is what the public was
    last told of each fact that matters to it (rules.told_of)."""

    slug: str
    name: str
    state: State | None
    facts: Facts
    told: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What one row does: to the vendor `slug` of the register, or as a new one (`new`) that comes to `state`."""

    line: int
    slug: str
    name: str
    new: bool
    state: State
    before: Facts
    after: Facts
    matters: Mapping[str, Matter] = field(default_factory=dict)  # what customers should hear of first

    @property
    def codes(self) -> list[str]:
        """The facts that change, in the order of the register."""
        differ = set(changed(self.before, self.after))
        return [code for code in (*FACTS, "translations") if code in differ]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the file cannot come in: the line, and what to do about it."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column that was not understood: how many rows say something there, and what one of them says."""

    column: str
    filled: int
    example: str


@dataclass(slots=True)
class Plan:
    """All that a file would do. With faults, nothing of it can be done."""

    changes: list[Change] = field(default_factory=list)
    same: int = 0
    absent: list[str] = field(default_factory=list)  # names of the register's vendors that the file does not hold
    faults: list[Fault] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The same for the same changes: 64 hexadecimal digits."""
        said = [{**asdict(change), "line": 0} for change in self.changes]
        return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def unannounced(self) -> list[Change]:
        """The changes that customers should hear of first."""
        return [change for change in self.changes if change.matters]

    @property
    def new(self) -> int:
        """How many vendors are new."""
        return sum(change.new for change in self.changes)


def plan_import(listing: Listing, meanings: Sequence[str], register: Iterable[Entry], *, new_state: State) -> Plan:
    """What the rows would do; vendors that are new and have no state in the file become `new_state`."""
    plan = Plan(left_out=_left_out(listing, meanings))
    known = _Known(register)
    columns = [(c, m) for c, m in zip(listing.columns, meanings, strict=True) if m != IGNORE]
    for row in listing.rows:
        _plan_row(plan, known, row, columns, listing.cells, new_state)
        if len(plan.faults) >= MAX_FAULTS:
            plan.faults.append(Fault(row.line, "There are more faults; mend these first."))
            break
    plan.absent.extend(entry.name for slug, entry in known.entries.items() if slug not in known.taken)
    return plan


class _Known:
    """The register's vendors by id and by name, and which of them the file has spoken of, on which line."""

    def __init__(self, register: Iterable[Entry]) -> None:
        self.entries = {entry.slug: entry for entry in register}
        self.by_name: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            self.by_name.setdefault(folded(entry.name), []).append(entry)
        self.taken: dict[str, int] = {}
        self.public = any(entry.state in FOR_EVERYBODY for entry in self.entries.values())

    def find(self, slug: str, name: str) -> Entry | None:
        """The vendor that is meant: the one of that id, else the only one of that name."""
        if slug in self.entries:
            return self.entries[slug]
        named = self.by_name.get(folded(name), []) if name else []
        return named[0] if len(named) == 1 else None


def _plan_row(
    plan: Plan, known: _Known, row: Row, columns: Sequence[tuple[str, str]], cells: bool, new_state: State
) -> None:
    said, faults = _said(row, columns, cells)
    asked = said.pop("state", None)
    slug = slugify(str(said.pop("id", None) or ""))[:_SLUG_LENGTH]
    name = str(said.get("name") or "")
    entry = known.find(slug, name)
    slug = entry.slug if entry else slug or slugify(name)[:_SLUG_LENGTH]
    if not slug or not (entry or name):
        faults.append("this vendor has no name. Write one, or take the line out.")
    elif slug in known.taken:
        faults.append(f"{name or slug} stands on line {known.taken[slug]} already. Make one line of the two.")
    if slug:
        known.taken.setdefault(slug, row.line)
    before = entry.facts if entry else {}
    after = merged(before, said)
    after.setdefault("name", entry.name if entry else name)
    faults += [_with_value(text, after) for text in wrong_with(tidied(after), known_fields=FIELDS)]
    state, wrong_state = _state(entry, asked, new_state, after)
    faults += wrong_state
    if faults:
        plan.faults.extend(Fault(row.line, text) for text in faults)
        return
    matters = _matters(known, entry, state, after)
    change = Change(row.line, slug, str(after["name"]), entry is None, state, before, after, matters)
    if entry is not None and entry.state is not None and not change.codes:
        plan.same += 1
    else:
        plan.changes.append(change)


def _matters(known: _Known, entry: Entry | None, state: State, after: Facts) -> Mapping[str, Matter]:
    """What of a row customers should hear of first; a register that nobody was shown yet may begin as it is."""
    if entry is None:
        late = known.public and state in AT_WORK
        return {"state": Matter.ARRIVAL} if late else {}
    return matters_of_edit(state, entry.told, tidied(after))


def _with_value(fault: str, facts: Facts) -> str:
    """A fault with what stands there, where that is one short text: it is what people look for in their file."""
    code, colon, rest = fault.partition(": ")
    value = facts.get(code)
    return f"{code}: “{_short(value)}”: {rest}" if colon and isinstance(value, str) else fault


def _said(row: Row, columns: Sequence[tuple[str, str]], cells: bool) -> tuple[dict[str, object], list[str]]:
    """What a row says, fact by fact (None: take it out), and what in it cannot be understood."""
    said: dict[str, object] = {}
    faults = []
    for column, meaning in columns:
        if column not in row.values:
            continue
        raw = row.values[column]
        empty = raw is None or (isinstance(raw, str) and not raw.strip())
        if empty and cells:
            continue
        try:
            said[meaning] = None if cells and raw == TAKEN_OUT else _read(meaning, raw)
        except UnableToRead as error:
            where = meaning if column == meaning else f"{meaning} (column “{column}”)"
            faults.append(f"{where}: {error}.")
    return said, faults


def _read(meaning: str, raw: object) -> object:
    if meaning in ("id", "state"):
        return str(raw).strip() if raw is not None else None
    return read_translations(raw) if meaning == "translations" else read(FACTS[meaning], raw)


def _state(
    entry: Entry | None, asked: object, new_state: State, after: Mapping[str, object]
) -> tuple[State, list[str]]:
    """Where the vendor stands afterwards, and what is wrong with what the file says of it."""
    text = folded(str(asked or ""))
    wanted = _STATE_WORDS.get(text)
    if asked and wanted is None:
        return new_state, [f"state: “{asked}” is none of {', '.join(State)}."]
    if entry is not None and entry.state is not None:
        if wanted in (None, entry.state):
            return entry.state, []
        return entry.state, [
            f"state: {entry.name} is {entry.state}, the file says {wanted}. A file cannot take a vendor through its "
            f"life: write {entry.state}, or leave the state out and change it on the vendor's page."
        ]
    state = wanted or new_state
    if state is State.ENDED and (missing := [code for code in _NEEDED_AT_END if not after.get(code)]):
        return state, [f"state: a vendor that has ended needs {', '.join(missing)} too."]
    return state, []


_STATE_WORDS = {folded(state.value): state for state in State} | {
    "current": State.ACTIVE, "in use": State.ACTIVE, "live": State.ACTIVE, "approved": State.ACTIVE,
    "activo": State.ACTIVE, "aktiv": State.ACTIVE, "actif": State.ACTIVE, "planned": State.PROPOSED,
}  # fmt: skip


def _left_out(listing: Listing, meanings: Sequence[str]) -> list[LeftOut]:
    found = []
    for column, meaning in zip(listing.columns, meanings, strict=True):
        if meaning != IGNORE:
            continue
        said = [row.values[column] for row in listing.rows if row.values.get(column) not in (None, "", [], {})]
        if said:
            found.append(LeftOut(column, len(said), _short(said[0])))
    return found


def _short(value: object) -> str:
    text = " ".join(str(value if not isinstance(value, list) else "; ".join(map(str, value))).split())
    return text if len(text) <= 80 else f"{text[:77]}…"
