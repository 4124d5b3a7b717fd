"""A vendor as its page shows it: every fact in the reader's language, evidence as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from forewarn.public_site.site import Site
from forewarn.vendors import wording
from forewarn.vendors.data_fields import CATEGORIES, FIELDS
from forewarn.vendors.fact_table import FACTS, GROUPS, TRANSLATED, Kind
from forewarn.vendors.in_words import day_in_words, leak_days, measure_in_words, words_of
from forewarn.vendors.posture.queries import Tested
from forewarn.vendors.public import OnList
from forewarn.vendors.rules import State, in_locale, is_stale, leaks_of, published, touch_of, valid_until

EXPECTED = (
    "fields",
    "storage_places",
    "access_places",
    "retention",
    "deletion",
    "measures",
    "chain",
    "breach_notice_hours",
)
"""What customers may expect to be told; the page says of each of these that it is not known."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the brand, and the language they are in."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A measure or a check: what it is, what more is known, how, by whom, and whether that has run out."""

    title: str
    detail: str
    basis: str
    by: str
    on: str
    until: str
    stale: bool
    address: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Supplier:
    """A company that works for the vendor."""

    name: str
    rank: str
    detail: str


@dataclass(frozen=True, slots=True)
class Leak:
    """A leak at the vendor, in words; `touched` says what is known of the brand's customers."""

    days: str
    what: str
    known_by: str
    touched: str
    fields: str
    note: str
    told_on: str
    address: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the page of a vendor says."""

    slug: str
    name: str
    state: str
    state_words: str
    version: int
    facts: Mapping[str, Any]  # as published
    words: dict[str, str]  # code → the fact in words, lists with commas
    phrases: dict[str, Phrase]  # code → a sentence of the brand
    data: list[tuple[str, str]]  # category, its fields
    measures: list[Evidence]
    assurance: list[Evidence]
    chain: list[Supplier]
    leaks: list[Leak]
    missing: list[str]

    @property
    def stale(self) -> bool:
        """Whether any of the evidence has run out."""
        return any(one.stale for one in (*self.measures, *self.assurance))


def shown(site: Site, listed: OnList, day: date) -> Shown:
    """The vendor in the language that is active, as of a day."""
    said = listed.now.said
    facts = published(said.facts)
    return Shown(
        slug=said.slug,
        name=listed.name,
        state=said.state.value,
        state_words=str(wording.STATES[said.state.value]),
        version=said.number,
        facts=facts,
        words={code: ", ".join(words_of(FACTS[code], facts[code])) for code in _plain(facts)},
        phrases=_phrases(site, facts),
        data=_data(facts),
        measures=[_measure(row, day) for row in _rows(facts, "measures")],
        assurance=[_assurance(row, day) for row in _rows(facts, "assurance")],
        chain=[_supplier(row) for row in _rows(facts, "chain")],
        leaks=[_leak(row) for row in leaks_of(facts)],
        missing=[] if said.state is State.ENDED else _missing(facts),
    )


def _plain(facts: Mapping[str, Any]) -> list[str]:
    return [code for code in facts if code in FACTS and FACTS[code].kind is not Kind.ROWS]


def _rows(facts: Mapping[str, Any], code: str) -> list[Mapping[str, Any]]:
    return list(facts.get(code, []))


def _phrases(site: Site, facts: Mapping[str, Any]) -> dict[str, Phrase]:
    here = in_locale(facts, site.locale)
    return {
        code: Phrase(str(here[code]), site.locale if here[code] != facts.get(code) else site.brand.default_locale)
        for code in TRANSLATED
        if here.get(code)
    }


def _data(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    held = [FIELDS[code] for code in facts.get("fields", []) if code in FIELDS]
    return [
        (str(words), ", ".join(str(field.label) for field in held if field.category == code))
        for code, words in CATEGORIES.items()
        if any(field.category == code for field in held)
    ]


def _measure(row: Mapping[str, Any], day: date) -> Evidence:
    title, own = measure_in_words(row), str(row.get("measure", ""))
    return Evidence(
        title=title,
        detail=own if own != title else "",
        basis=str(wording.CHOICES["basis"].get(str(row.get("basis")), "")),
        by=str(row.get("verified_by", "")),
        on=day_in_words(str(row["verified_on"])) if row.get("verified_on") else "",
        until=_until(row),
        stale=is_stale(row, on=day),
        address=str(row.get("evidence_url", "")),
        meaning="",
    )


def mail_evidence(one: Tested) -> Evidence:
    """What a look at the vendor's mail found."""
    found = {
        "dmarc_reject": _("Mail services are told to refuse fakes of %(domain)s"),
        "dmarc_quarantine": _("Mail services are told to put fakes of %(domain)s into spam"),
        "spf": _("A public list says which computers may send for %(domain)s"),
    }
    return Evidence(
        title=found[one.code] % {"domain": one.domain},
        detail="",
        basis=str(wording.CHOICES["basis"][one.basis.value]),
        by="",
        on=day_in_words(one.verified_on),
        until=day_in_words(one.verified_until),
        stale=one.stale,
        address="",
        meaning="",
    )


def _assurance(row: Mapping[str, Any], day: date) -> Evidence:
    columns = {column.code: column for column in FACTS["assurance"].columns}
    said = {code: " ".join(words_of(columns[code], row.get(code))) for code in columns}
    exceptions = f"{wording.COLUMNS['assurance.exceptions']}: {said['exceptions']}" if said["exceptions"] else ""
    return Evidence(
        title=said["standard"],
        detail=". ".join(filter(None, [said["level"], said["scope"], exceptions, said["reference"]])),
        basis="",
        by=said["issued_by"],
        on=said["valid_from"],
        until=_until(row),
        stale=is_stale(row, on=day),
        address=said["url"],
        meaning=str(wording.MEANINGS.get(str(row.get("standard")), "")),
    )


def _until(row: Mapping[str, Any]) -> str:
    end = valid_until(row)
    return day_in_words(end) if end else ""


def _supplier(row: Mapping[str, Any]) -> Supplier:
    columns = {column.code: column for column in FACTS["chain"].columns}
    said = {code: ", ".join(words_of(columns[code], row.get(code))) for code in columns}
    return Supplier(
        str(row.get("name", "")),
        said["rank"],
        " · ".join(filter(None, [said["purpose"], said["places"], said["fields"]])),
    )


def _leak(row: Mapping[str, Any]) -> Leak:
    columns = {column.code: column for column in FACTS["leaks"].columns}
    said = {code: ", ".join(words_of(columns[code], row.get(code))) for code in columns}
    return Leak(
        days=leak_days(row),
        what=said["what"],
        known_by=said["known_by"],
        touched=str(wording.TOUCHED[touch_of(row)]),
        fields=said["fields"],
        note=said["note"],
        told_on=said["told_on"],
        address=said["url"],
    )


def _missing(facts: Mapping[str, Any]) -> list[str]:
    order = [fact.code for group in GROUPS.values() for fact in group]
    return [str(wording.FACTS[code]) for code in order if code in EXPECTED and not facts.get(code)]
