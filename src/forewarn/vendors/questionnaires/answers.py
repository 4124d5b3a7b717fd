"""A vendor's answers: read from the page, put back on it, and compared with what the register says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forewarn.vendors.checking import tidied, wrong_with
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.fact_table import FACTS, Basis, Kind
from forewarn.vendors.interchange.cells import UnableToRead, read
from forewarn.vendors.questionnaires.limits import COUNTS_FOR, MAX_ROWS, SPARE_ROWS
from forewarn.vendors.questionnaires.questions import ASKED, ASSURANCE_ASKED, MEASURES_ASKED
from forewarn.vendors.rules import Facts, changed
from forewarn.vendors.wording import CHOICES

_CHAIN = ("name", "purpose", "places")  # between semicolons, on one line


@dataclass(slots=True)
class Answers:
    """What was typed (name of the field on the page → text), what it means, and what cannot be understood."""

    typed: dict[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)  # with assurance and chain
    measures: dict[str, dict[str, str]] = field(default_factory=dict)  # kind → says (yes, no), measure, evidence_url
    wrong: dict[str, str] = field(default_factory=dict)  # field on the page → what to write

    def to_json(self) -> dict[str, Any]:
        """As they are stored."""
        return {"typed": self.typed, "facts": self.facts, "measures": self.measures}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Answers:
        """What `to_json` gave."""
        return cls(stored.get("typed", {}), stored.get("facts", {}), stored.get("measures", {}))


def names() -> list[str]:
    """Every field of the page."""
    rows = [f"assurance-{row}-{column.code}" for row in range(MAX_ROWS) for column in ASSURANCE_ASKED]
    measures = [f"{part}-{kind}" for kind in MEASURES_ASKED for part in ("has", "how", "link")]
    return [*ASKED, *measures, *rows]


def read_answers(posted: Mapping[str, Any]) -> Answers:
    """What a vendor typed; what is left empty says nothing."""
    typed = {name: text for name in names() if (text := str(posted.get(name, "")).strip()[:4_000])}
    answers = Answers(typed)
    for code in ASKED:
        if code in typed:
            _read_fact(answers, code, typed[code])
    _read_measures(answers)
    _read_assurance(answers)
    for code, value in list(answers.facts.items()):
        faults = wrong_with(tidied({code: value}), known_fields=FIELDS)
        if faults:
            where = code if code in ASKED else f"{code}-0-{ASSURANCE_ASKED[0].code}"
            answers.wrong[where] = " ".join(fault.partition(": ")[2] for fault in faults)
    return answers


def _read_fact(answers: Answers, code: str, text: str) -> None:
    try:
        value = _read_chain(text) if code == "chain" else read(FACTS[code], text)
    except UnableToRead as error:
        answers.wrong[code] = f"{error}."
        return
    if value not in (None, "", []):
        answers.facts[code] = value


def _read_chain(text: str) -> list[dict[str, object]]:
    columns = {column.code: column for column in FACTS["chain"].columns}
    rows = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = [part.strip() for part in line.split(";")]
        found = {code: read(columns[code], part) for code, part in zip(_CHAIN, parts, strict=False) if part}
        rows.append({code: value for code, value in found.items() if value})
    return rows


def _read_measures(answers: Answers) -> None:
    for kind in MEASURES_ASKED:
        says, how, link = (answers.typed.get(f"{part}-{kind}", "") for part in ("has", "how", "link"))
        if says not in ("yes", "no"):
            if how or link:
                answers.wrong[f"has-{kind}"] = "Say yes or no."
            continue
        row = {"says": says, "measure": how, "evidence_url": str(read(FACTS["website"], link) or "")}
        answers.measures[kind] = {key: value for key, value in row.items() if value}
        faults = wrong_with({"measures": [_row(kind, row, "", None)]}, known_fields=FIELDS)
        if faults:
            answers.wrong[f"has-{kind}"] = " ".join(fault.rpartition(": ")[2] for fault in faults)


def _read_assurance(answers: Answers) -> None:
    rows = []
    for number in range(MAX_ROWS):
        row: dict[str, object] = {}
        for column in ASSURANCE_ASKED:
            name = f"assurance-{number}-{column.code}"
            try:
                value = read(column, answers.typed.get(name, ""))
            except UnableToRead as error:
                answers.wrong[name] = f"{error}."
                continue
            if value not in (None, ""):
                row[column.code] = value
        if row and "standard" not in row:
            answers.wrong[f"assurance-{number}-standard"] = "Choose which one it is."
        elif row:
            rows.append(row)
    if rows:
        answers.facts["assurance"] = rows


def prefilled(facts: Mapping[str, Any]) -> dict[str, str]:
    """The page as the register would fill it in: only facts that are for everybody."""
    typed = {code: _shown(code, facts[code]) for code in ASKED if FACTS[code].public and facts.get(code)}
    for row in facts.get("measures", []):
        kind = row.get("kind")
        if kind in MEASURES_ASKED:
            own = row["measure"] if row["measure"] != str(CHOICES["kind"][kind]) else ""
            typed |= {f"has-{kind}": "yes", f"how-{kind}": own, f"link-{kind}": row.get("evidence_url", "")}
    for number, row in enumerate(facts.get("assurance", [])[: MAX_ROWS - SPARE_ROWS]):
        typed |= {f"assurance-{number}-{c.code}": str(row[c.code]) for c in ASSURANCE_ASKED if c.code in row}
    return {name: text for name, text in typed.items() if text}


def _shown(code: str, value: Any) -> str:
    if code == "chain":
        return "\n".join(_chain_line(row) for row in value)
    if isinstance(value, list):
        return ("\n" if FACTS[code].kind is Kind.LINES else ", ").join(map(str, value))
    return str(value)


def _chain_line(row: Mapping[str, Any]) -> str:
    parts = [row.get("name", ""), row.get("purpose", ""), ", ".join(row.get("places", []))]
    return "; ".join(map(str, parts)).rstrip("; ")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact that the vendor would have otherwise: what the register says, and what it would say."""

    code: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Said:
    """By whom and when the answers were given."""

    by: str
    on: date


def proposals(answers: Answers, facts: Facts, said: Said) -> list[Proposal]:
    """Every fact in which the answers differ from the register, in the order of the page."""
    after: Facts = dict(answers.facts)
    if answers.measures:
        after["measures"] = _measures(answers, facts, said)
    if "assurance" in after:
        after["assurance"] = _with_our_evidence(after["assurance"], facts.get("assurance"))
    if "chain" in after:
        after["chain"] = _with_what_was_not_asked(after["chain"], facts.get("chain"))
    order = [code for code in FACTS if code in after]
    return [
        Proposal(code, facts.get(code), after[code])
        for code in order
        if changed({code: facts.get(code)}, {code: after[code]})
    ]


def _measures(answers: Answers, facts: Facts, said: Said) -> list[dict[str, Any]]:
    """The register's measures with what the vendor says; what is better proven than by its word stays as it is."""
    known: Any = facts.get("measures") or []
    rows, done = [], set()
    for row in known:
        kind = row.get("kind")
        answer = answers.measures.get(kind) if kind in MEASURES_ASKED else None
        if answer is None:
            rows.append(row)
        elif answer["says"] == "yes":
            done.add(kind)
            rows.append(row if row["basis"] != Basis.DECLARED else _renewed(row, kind, answer, said))
    new = [(kind, answer) for kind, answer in answers.measures.items() if answer["says"] == "yes" and kind not in done]
    return rows + [_row(kind, answer, said.by, said.on) for kind, answer in new]


def _renewed(row: dict[str, Any], kind: str, answer: Mapping[str, str], said: Said) -> dict[str, Any]:
    return {**row, **_row(kind, answer, said.by, said.on)}


def _row(kind: str, answer: Mapping[str, str], by: str, on: date | None) -> dict[str, Any]:
    row = {
        "kind": kind,
        "measure": answer.get("measure") or str(CHOICES["kind"][kind]),
        "basis": Basis.DECLARED.value,
        "verified_by": by,
        "verified_on": on.isoformat() if on else "",
        "verified_until": (on + COUNTS_FOR).isoformat() if on else "",
        "evidence_url": answer.get("evidence_url", ""),
    }
    return {key: value for key, value in row.items() if value}


def _with_our_evidence(rows: Any, known: Any) -> list[dict[str, Any]]:
    """What staff keep beside a certificate and the vendor is not asked for stays with it."""
    ours = {(row.get("standard"), row.get("reference")): row for row in known or []}
    asked = {column.code for column in ASSURANCE_ASKED}
    return [
        {k: v for k, v in ours.get((row.get("standard"), row.get("reference")), {}).items() if k not in asked} | row
        for row in rows
    ]


def _with_what_was_not_asked(rows: Any, known: Any) -> list[dict[str, Any]]:
    ours = {row.get("name"): row for row in known or []}
    return [{k: v for k, v in ours.get(row.get("name"), {}).items() if k not in _CHAIN} | row for row in rows]
