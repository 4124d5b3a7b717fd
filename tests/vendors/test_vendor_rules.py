"""What the register takes, what it publishes, and when evidence is stale."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.fact_table import FACTS as TABLE
from forewarn.vendors.fact_table import Kind
from forewarn.vendors.rules import (
    FOR_EVERYBODY,
    NEXT,
    Said,
    State,
    canonical,
    changed,
    fingerprint,
    in_locale,
    is_stale,
    may_be_removed,
    merged,
    published,
    stale_rows,
    tidied,
    version_document,
    wrong_with,
)

MEASURE = {
    "kind": "passkeys",
    "measure": "Staff sign in with passkeys",
    "basis": "audited",
    "evidence": "report-7.pdf",
    "evidence_url": "https://quillpost.example/report",
    "verified_by": "Brightwater Audit",
    "verified_on": "2026-01-05",
    "verified_until": "2026-06-30",
}
SOC2 = {
    "standard": "soc2",
    "level": "type-2",
    "issued_by": "Brightwater Audit",
    "valid_from": "2025-04-01",
    "valid_until": "2026-03-31",
    "exceptions": True,
    "evidence": "drive/soc2.pdf",
}
SUB = {"name": "Coldstack", "purpose": "keeps the files", "rank": 1, "fields": ["email"], "places": ["IE"]}
FACTS: dict[str, object] = {
    "name": "Quillpost",
    "website": "https://quillpost.example/",
    "role": "processor",
    "purpose": "sends our order mails",
    "fields": ["email", "name"],
    "essential": True,
    "storage_places": ["IE", "EU"],
    "transfer_mechanism": "scc",
    "backup_days": 35,
    "admin_contacts": ["ops@quillpost.example"],
    "software_versions": ["mailer 4.2"],
    "tenant_name": "lantern-prod",
    "notes": "renew in May\nask for the report",
    "proof": "cert-9.pdf",
    "measures": [MEASURE],
    "assurance": [SOC2],
    "chain": [SUB],
    "translations": {"es": {"purpose": "envía nuestros avisos de pedido"}},
}
DAY = date(2026, 3, 1)


def test_good_facts_pass():
    assert wrong_with(FACTS, known_fields=FIELDS) == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"colour": "red"}, "colour: the register has no such field"),
        ({"fields": ["email", "shoe_size"]}, "shoe_size is not a field"),
        ({"fields": "email"}, "list of words"),
        ({"essential": "perhaps"}, "yes or no"),
        ({"purpose": 7}, "give text"),
        ({"purpose": "x" * 301}, "give text"),
        ({"purpose": "two\nlines"}, "on one line"),
        ({"notes": "a\x00b"}, "give text"),
        ({"name": "x" * 121}, "name: give at most 120"),
        ({"role": "friend"}, "one of processor"),
        ({"country": "Ireland"}, "country code"),
        ({"storage_places": ["IE", "XQ"]}, "list of country codes"),
        ({"website": "javascript:alert(1)"}, "begins with https"),
        ({"website": "https://user:pass@quillpost.example/"}, "begins with https"),
        ({"website": "https://[broken"}, "begins with https"),
        ({"sending_domains": ["not a host"]}, "host names"),
        ({"backup_days": "35"}, "whole number"),
        ({"backup_days": True}, "whole number"),
        ({"backup_days": -1}, "whole number"),
        ({"since": "20260301"}, "a date such as"),
        ({"since": "2026-03-01", "until": "2026-02-01"}, "until: the end"),
        ({"never_writes": True, "sending_domains": ["q.example"]}, "never_writes"),
        ({"measures": "many"}, "give a list"),
        ({"measures": ["passkeys"]}, "measure 1"),
        ({"measures": [MEASURE] * 101}, "at most 100"),
        ({"measures": [MEASURE | {"basis": "hearsay"}]}, "the basis is one of"),
        ({"measures": [MEASURE | {"verified_until": "soon"}]}, "verified_until"),
        ({"measures": [MEASURE | {"evidence_url": "report"}]}, "evidence_url"),
        ({"measures": [{"basis": "contract"}]}, "say what the measure is"),
        ({"measures": [{"measure": "Passkeys"}]}, "the basis is missing"),
        ({"measures": [MEASURE | {"tenant": "x"}]}, "tenant"),
        ({"assurance": [{"level": "type-1"}]}, "say which standard"),
        ({"assurance": [SOC2 | {"exceptions": "some"}]}, "yes or no"),
        ({"chain": [SUB | {"rank": "first"}]}, "sub-vendor 1: rank: give a whole number"),
        ({"chain": [SUB | {"fields": ["shoe_size"]}]}, "shoe_size"),
        ({"chain": [{"purpose": "x"}]}, "give its name"),
        ({"translations": ["es"]}, "languages by their codes"),
        ({"translations": {"es": {"name": "Q"}}}, "name is not said in several languages"),
        ({"translations": {"es": {"purpose": 3}}}, "es purpose"),
        ({"translations": {"?": {}}}, "not a language"),
    ],
)
def test_each_fault_is_named(facts, said):
    (sentence,) = wrong_with(facts, known_fields=FIELDS)
    assert said in sentence


SECRETS = (
    "ops@quillpost.example", "mailer 4.2", "lantern-prod", "renew in May", "report-7.pdf", "drive/soc2.pdf", "cert-9.pdf",
)  # fmt: skip


def test_only_what_the_table_calls_public_is_published():
    shown = published(FACTS, on=DAY)
    assert set(shown) <= {code for code, fact in TABLE.items() if fact.public} | {"translations"}
    document = str(version_document(Said("quillpost", 1, State.ACTIVE, FACTS, datetime(2026, 3, 1, tzinfo=UTC))))
    for secret in SECRETS:
        assert secret not in str(shown)
        assert secret not in document
    assert shown["measures"][0]["verified_by"] == "Brightwater Audit"
    assert shown["chain"] == [SUB]


def test_admin_contacts_versions_and_account_names_are_private():
    private = {code for code, fact in TABLE.items() if not fact.public}
    assert private >= {"admin_contacts", "software_versions", "tenant_name", "notes", "proof", "contract_reference"}
    assert {"private"} == {
        column.code if column.public else "private"
        for fact in TABLE.values()
        if fact.kind is Kind.ROWS
        for column in fact.columns
        if column.code == "evidence"
    }


def test_a_fact_nobody_listed_is_not_published():
    assert published({"name": "Quillpost", "tomorrow": "secret"}) == {"name": "Quillpost"}
    assert published({"translations": {"es": {"notes": "secreto", "purpose": "envía"}}}) == {
        "translations": {"es": {"purpose": "envía"}}
    }


@pytest.mark.parametrize(("on", "stale"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_evidence_goes_stale_by_itself(on, stale):
    assert is_stale(MEASURE, on=on) is stale
    assert published(FACTS, on=on)["measures"][0]["stale"] is stale
    assert (MEASURE in stale_rows(FACTS, on=on)) is stale


def test_a_bridge_letter_carries_a_report_further():
    assert is_stale(SOC2, on=date(2026, 4, 1))
    assert not is_stale(SOC2 | {"bridge_until": "2026-06-30"}, on=date(2026, 4, 1))


def test_evidence_without_an_end_is_not_stale():
    assert not is_stale({"measure": "x", "basis": "contract"}, on=date(2040, 1, 1))


def test_what_ended_stays_ended_and_every_state_has_its_steps():
    assert set(NEXT) == set(State)
    assert NEXT[State.ENDED] == frozenset()


def test_what_is_only_proposed_is_not_for_everybody():
    assert frozenset(State) - {State.PROPOSED, State.REJECTED} == FOR_EVERYBODY
    assert may_be_removed([State.PROPOSED, State.REJECTED])
    assert not may_be_removed([State.PROPOSED, State.ANNOUNCED])


def test_changes_name_the_facts():
    assert changed({"a": "1", "b": [], "c": "x"}, {"a": "2", "c": "x"}) == ["a"]


def test_empty_facts_and_spaces_fall_away():
    tidy = tidied({"a": " x ", "b": "", "c": [" ", "y "], "d": [{"measure": " "}], "e": False, "f": 0, "g": None})
    assert tidy == {"a": "x", "c": ["y"], "e": False, "f": 0}
    assert merged({"a": "x", "b": "y"}, {"b": None, "c": "z"}) == {"a": "x", "c": "z"}


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("es", "envía nuestros avisos de pedido"),
        ("es-MX", "envía nuestros avisos de pedido"),
        ("fr", "sends our order mails"),
    ],
)
def test_sentences_are_said_in_the_reader_s_language_where_the_register_has_them(locale, words):
    assert in_locale(FACTS, locale)["purpose"] == words


def test_the_fingerprint_is_that_of_the_bytes_and_does_not_depend_on_order_or_day():
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    document = version_document(Said("quillpost", 2, State.ACTIVE, FACTS, moment, "They moved"))
    turned = dict(reversed(document.items()))
    assert fingerprint(document) == fingerprint(turned) == sha256(canonical(document)).hexdigest()
    assert json.loads(canonical(document)) == document
    assert (document["id"], document["version"], document["state"], document["why"], document["updated"]) == (
        "quillpost", 2, "active", "They moved", "2026-03-01T12:00:00+00:00",
    )  # fmt: skip
    assert "stale" not in str(document)
