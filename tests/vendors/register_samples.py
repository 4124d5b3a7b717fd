"""A vendor with every fact that the register knows, for going out and coming in again."""

from __future__ import annotations

from forewarn.vendors.fact_table import FACTS, Fact, Kind

_TEXTS = {
    Kind.TEXT: "Words; with “marks”, a comma, = and  two spaces",
    Kind.PROSE: "1 Mill Lane\n=SUM(A1)\nDublin",
    Kind.LINES: ["ana@quillpost.example", "Bo, who knows", "-3;4"],
    Kind.FIELDS: ["name", "email"],
    Kind.PLACES: ["IE", "NO", "EU"],
    Kind.PLACE: "NO",
    Kind.HOSTS: ["mail.quillpost.example", "quillpost.example"],
    Kind.URL: "https://quillpost.example/a?b=c",
    Kind.DATE: "2026-03-01",
    Kind.NUMBER: 72,
}


def sample_value(fact: Fact, *, yes: bool = True) -> object:
    """A value of the fact's kind that is hard to write down."""
    if fact.kind is Kind.ROWS:
        return [{column.code: sample_value(column, yes=no) for column in fact.columns} for no in (True, False)]
    if fact.kind is Kind.CHOICE:
        return fact.choices[-1]
    return yes if fact.kind is Kind.YES_OR_NO else _TEXTS[fact.kind]


def every_fact() -> dict[str, object]:
    """Each fact of the register once; those that contradict others are left out."""
    facts = {code: sample_value(fact, yes=code != "never_writes") for code, fact in FACTS.items()}
    untouched = facts["leaks"][1]  # of nobody's data here, so it names no fields
    del untouched["fields"]
    return {**facts, "name": "Quillpost", "translations": {"es": {"purpose": "Envía; nuestras «cartas»"}}}
