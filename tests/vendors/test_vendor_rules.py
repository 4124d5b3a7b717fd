"""What the register takes, what it publishes, and when evidence is stale."""

from __future__ import annotations

from datetime import date

import pytest

from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.rules import (
    NEXT,
    PRIVATE,
    PUBLIC,
    PUBLIC_OF_MEASURE,
    State,
    changed,
    is_stale,
    published,
    wrong_with,
)

MEASURE = {
    "measure": "Staff sign in with passkeys",
    "basis": "audited",
    "evidence": "report-7.pdf",
    "verified_by": "Ana Ruiz",
    "verified_on": "2026-01-05",
    "verified_until": "2026-06-30",
}
FACTS: dict[str, object] = {
    "name": "Quillpost",
    "purpose": "sends our order mails",
    "fields": ["email", "name"],
    "essential": True,
    "storage_places": ["IE"],
    "admin_contacts": ["ops@quillpost.example"],
    "software_versions": ["mailer 4.2"],
    "tenant_name": "lantern-prod",
    "notes": "renew in May",
    "measures": [MEASURE],
}


def test_good_facts_pass():
    assert wrong_with(FACTS, known_fields=FIELDS) == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"colour": "red"}, "colour"),
        ({"fields": ["email", "shoe_size"]}, "shoe_size"),
        ({"fields": "email"}, "list of words"),
        ({"essential": "perhaps"}, "yes or no"),
        ({"purpose": 7}, "give text"),
        ({"measures": "many"}, "give a list"),
        ({"measures": ["passkeys"]}, "measure 1"),
        ({"measures": [MEASURE | {"basis": "hearsay"}]}, "the basis is one of"),
        ({"measures": [MEASURE | {"verified_until": "soon"}]}, "verified_until"),
        ({"measures": [{"basis": "contract"}]}, "say what the measure is"),
        ({"measures": [MEASURE | {"tenant": "x"}]}, "tenant"),
    ],
)
def test_each_fault_is_named(facts, said):
    (sentence,) = wrong_with(facts, known_fields=FIELDS)
    assert said in sentence


def test_only_the_allow_list_is_published():
    shown = published(FACTS, on=date(2026, 3, 1))
    assert set(shown) <= {*PUBLIC, "measures"}
    for secret in ("ops@quillpost.example", "mailer 4.2", "lantern-prod", "renew in May", "report-7.pdf", "Ana Ruiz"):
        assert secret not in str(shown)
    assert set(shown["measures"][0]) == {*PUBLIC_OF_MEASURE, "stale"}


def test_a_fact_nobody_listed_is_not_published():
    assert published({"name": "Quillpost", "tomorrow": "secret"}, on=date(2026, 3, 1)) == {"name": "Quillpost"}


def test_no_fact_is_both_public_and_private():
    assert not set(PUBLIC) & set(PRIVATE)


@pytest.mark.parametrize(("on", "stale"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_evidence_goes_stale_by_itself(on, stale):
    assert is_stale(MEASURE, on=on) is stale
    assert published(FACTS, on=on)["measures"][0]["stale"] is stale


def test_evidence_without_an_end_is_not_stale():
    assert not is_stale({"measure": "x", "basis": "contract"}, on=date(2040, 1, 1))


def test_what_ended_stays_ended_and_every_state_has_its_steps():
    assert set(NEXT) == set(State)
    assert NEXT[State.ENDED] == frozenset()


def test_changes_name_the_facts():
    assert changed({"a": "1", "b": [], "c": "x"}, {"a": "2", "c": "x"}) == ["a"]
