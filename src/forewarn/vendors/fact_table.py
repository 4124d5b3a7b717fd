"""What the register can say of a vendor: one table that the forms, checks, imports, exports and pages are made from.

Plain data: the words of each fact are in `words.py`. After research/evidence C.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a fact is made of, and how JSON holds it."""

    TEXT = "text"  # one line
    PROSE = "prose"  # several lines
    LINES = "lines"  # a list of lines
    FIELDS = "fields"  # a list of codes of vendors.data_fields
    PLACES = "places"  # a list of country codes: ISO 3166-1 alpha-2, or EU
    PLACE = "place"  # one of them
    HOSTS = "hosts"  # a list of host names
    URL = "url"  # http or https
    CHOICE = "choice"  # one of the fact's choices
    YES_OR_NO = "yes or no"  # true or false
    DATE = "date"  # "2026-03-01"
    NUMBER = "number"  # a whole number, 0 or more
    ROWS = "rows"  # a list of objects with the fact's columns


LISTS: frozenset[Kind] = frozenset({Kind.LINES, Kind.FIELDS, Kind.PLACES, Kind.HOSTS})
"""Kinds that are lists of single values."""


class Basis(StrEnum):
    """How a security measure is known, weakest first."""

    DECLARED = "self-declared"
    CONTRACT = "contract"
    CERTIFIED = "certified"
    AUDITED = "audited"
    TESTED = "tested by us"


class AtEnd(StrEnum):
    """What became of customers' data when a vendor's work ended."""

    RETURNED = "returned"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its code in JSON, what it is made of, and who may read it."""

    code: str
    kind: Kind = Kind.TEXT
    public: bool = True
    choices: tuple[str, ...] = ()
    columns: tuple[Fact, ...] = ()  # of rows
    translated: bool = False  # sentences for customers: said again in each of the brand's languages
    required: bool = False  # in a row


ROLES = ("processor", "sub-processor", "joint-controller", "controller", "third-party")
MECHANISMS = ("none", "adequacy", "dpf", "scc", "idta", "bcr", "consent")
MEASURES = (
    "encrypted_in_transit", "encrypted_at_rest", "key_holder", "second_step", "passkeys", "single_sign_on",
    "least_privilege", "logging", "updates", "penetration_test", "backups", "segregation", "training",
    "secure_deletion", "incident_plan", "malware", "mail_protection", "other",
)  # fmt: skip
STANDARDS = ("soc2", "iso27001", "iso27018", "iso27701", "csa_star", "pci_dss", "other")
LEVELS = ("type-1", "type-2", "level-1", "level-2")

BANDS = ("under-100", "under-1000", "under-10000", "under-100000", "under-1000000", "more")
LEAKS = ("exposed", "accessed", "copied", "published", "altered", "lost", "unknown")
KNOWN_BY = ("structural", "log_confirmed", "partial_logs", "vendor_statement", "assumption")
PROVES_ABSENCE = frozenset({"structural", "log_confirmed"})
"""Of `KNOWN_BY`: what allows to say that data was not touched (research/evidence A.7)."""

MEASURE_COLUMNS = (
    Fact("kind", Kind.CHOICE, choices=MEASURES),
    Fact("measure", required=True),
    Fact("basis", Kind.CHOICE, choices=tuple(Basis), required=True),
    Fact("verified_by"),
    Fact("verified_on", Kind.DATE),
    Fact("verified_until", Kind.DATE),
    Fact("evidence_url", Kind.URL),
    Fact("evidence", public=False),
)
ASSURANCE_COLUMNS = (
    Fact("standard", Kind.CHOICE, choices=STANDARDS, required=True),
    Fact("level", Kind.CHOICE, choices=LEVELS),
    Fact("scope"),
    Fact("issued_by"),
    Fact("reference"),
    Fact("valid_from", Kind.DATE),
    Fact("valid_until", Kind.DATE),
    Fact("bridge_until", Kind.DATE),
    Fact("exceptions", Kind.YES_OR_NO),
    Fact("url", Kind.URL),
    Fact("evidence", public=False),
)
CHAIN_COLUMNS = (
    Fact("name", required=True),
    Fact("purpose"),
    Fact("rank", Kind.NUMBER),
    Fact("fields", Kind.FIELDS),
    Fact("places", Kind.PLACES),
    Fact("website", Kind.URL),
)
LEAK_COLUMNS = (
    Fact("began_on", Kind.DATE, required=True),
    Fact("ended_on", Kind.DATE),
    Fact("what", Kind.CHOICE, choices=LEAKS, required=True),
    Fact("ours", Kind.YES_OR_NO),  # whether it touched data of the brand's customers
    Fact("fields", Kind.FIELDS),  # of them
    Fact("known_by", Kind.CHOICE, choices=KNOWN_BY),
    Fact("note"),
    Fact("told_on", Kind.DATE),
    Fact("url", Kind.URL),
    Fact("evidence", public=False),
)

GROUPS: dict[str, tuple[Fact, ...]] = {
    "identity": (
        Fact("name"),
        Fact("legal_entity"),
        Fact("address", Kind.PROSE),
        Fact("country", Kind.PLACE),
        Fact("registration"),
        Fact("website", Kind.URL),
        Fact("privacy_url", Kind.URL),
        Fact("sub_processors_url", Kind.URL),
        Fact("security_txt_url", Kind.URL),
    ),
    "work": (
        Fact("role", Kind.CHOICE, choices=ROLES),
        Fact("service"),
        Fact("purpose", translated=True),
        Fact("since", Kind.DATE),
        Fact("until", Kind.DATE),
        Fact("sending_domains", Kind.HOSTS),
        Fact("never_writes", Kind.YES_OR_NO),
    ),
    "data": (
        Fact("fields", Kind.FIELDS),
        Fact("concerned", translated=True),
        Fact("how_many", Kind.CHOICE, choices=BANDS),
        Fact("children", Kind.YES_OR_NO),
        Fact("essential", Kind.YES_OR_NO),
        Fact("opt_out", Kind.YES_OR_NO),
        Fact("loses", translated=True),
    ),
    "places": (
        Fact("storage_places", Kind.PLACES),
        Fact("access_places", Kind.PLACES),
        Fact("transfer_mechanism", Kind.CHOICE, choices=MECHANISMS),
    ),
    "keeping": (
        Fact("retention", translated=True),
        Fact("deletion", translated=True),
        Fact("backup_days", Kind.NUMBER),
    ),
    "contract": (
        Fact("contract_since", Kind.DATE),
        Fact("breach_notice_hours", Kind.NUMBER),
        Fact("objection_days", Kind.NUMBER),
        Fact("audit_right", Kind.YES_OR_NO),
        Fact("flow_down", Kind.YES_OR_NO),
    ),
    "measures": (Fact("measures", Kind.ROWS, columns=MEASURE_COLUMNS),),
    "assurance": (Fact("assurance", Kind.ROWS, columns=ASSURANCE_COLUMNS),),
    "chain": (
        Fact("parent"),
        Fact("chain", Kind.ROWS, columns=CHAIN_COLUMNS),
    ),
    "leaks": (Fact("leaks", Kind.ROWS, columns=LEAK_COLUMNS),),
    "end": (
        Fact("data_at_end", Kind.CHOICE, choices=tuple(AtEnd)),
        Fact("data_gone_on", Kind.DATE),
        Fact("proof", public=False),
    ),
    "private": (
        Fact("admin_contacts", Kind.LINES, public=False),
        Fact("software_versions", Kind.LINES, public=False),
        Fact("tenant_name", public=False),
        Fact("contract_reference", public=False),
        Fact("insurance", public=False),
        Fact("notes", Kind.PROSE, public=False),
    ),
}
"""Group → its facts, in the order in which forms and pages show them. What is `public=False` never leaves the house:
it would help an attacker, or is about a person."""

FACTS: dict[str, Fact] = {fact.code: fact for facts in GROUPS.values() for fact in facts}
"""Code → fact."""

TRANSLATED: tuple[str, ...] = tuple(fact.code for fact in FACTS.values() if fact.translated)
"""The sentences that `translations` may say again: locale → code → words."""
