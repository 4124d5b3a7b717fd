"""What changed, in words: for staff everything, for the public what it may read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from forewarn.vendors.changes import changes_between, public_steps, steps
from forewarn.vendors.fact_table import FACTS as TABLE
from forewarn.vendors.in_words import words_of
from forewarn.vendors.rules import Said, State

START = datetime(2026, 3, 1, tzinfo=UTC)
BASE: dict[str, object] = {
    "name": "Quillpost",
    "fields": ["name"],
    "storage_places": ["IE"],
    "tenant_name": "lantern-prod",
}
PASSKEYS = {"kind": "passkeys", "measure": "YubiKeys", "basis": "audited", "verified_until": "2026-06-30"}


def _texts(before, after):
    return [change.text for change in changes_between(before, after)]


@pytest.mark.parametrize(
    ("after", "text"),
    [
        ({"fields": ["name", "phone"]}, "Data of yours: new: Phone number."),
        ({"fields": ["phone"]}, "Data of yours: now Phone number. Before: Name."),
        ({"storage_places": []}, "Kept in: no longer: Ireland."),
        ({"storage_places": ["IE", "US"]}, "Kept in: new: United States."),
        ({"essential": True}, "Needed for what you use: new: yes."),
        ({"since": "2026-06-30"}, "Works for us since: new: 30 June 2026."),
        ({"transfer_mechanism": "scc"}, "What protects it abroad: new: standard contract clauses of the EU."),
        ({"backup_days": 30}, "Days until backups are gone: new: 30."),
        (
            {"measures": [PASSKEYS]},
            "Protection: new: Staff sign in with passkeys (audited by others; until 30 June 2026).",
        ),
        (
            {"assurance": [{"standard": "soc2", "level": "type-2", "issued_by": "Brightwater"}]},
            "Checks by others: new: SOC 2 Type II (Brightwater).",
        ),
        (
            {"chain": [{"name": "Coldstack", "purpose": "keeps files", "places": ["IE", "ES"], "rank": 1}]},
            "Its own suppliers: new: Coldstack (keeps files; Ireland, Spain).",
        ),
        (
            {"translations": {"es": {"purpose": "envía"}}},
            "Words in other languages: new: es, What it does: envía.",
        ),
    ],
)
def test_a_change_is_said_in_words(after, text):
    assert _texts(BASE, BASE | after) == [text]


def test_equal_facts_have_no_changes():
    assert _texts(BASE, dict(BASE) | {"purpose": ""}) == []


def test_a_change_of_a_column_that_the_line_does_not_show_is_still_told():
    before, after = BASE | {"measures": [PASSKEYS]}, BASE | {"measures": [PASSKEYS | {"measure": "Titan keys"}]}
    assert _texts(before, after) == ["Protection: new: details of an entry."]


def test_a_measure_of_no_kind_has_its_own_words():
    assert words_of(TABLE["measures"], [{"measure": "A moat", "basis": "contract"}]) == [
        "A moat (it promised so by contract)"
    ]


def test_countries_and_days_follow_the_language():
    with translation.override("es"):
        assert words_of(TABLE["storage_places"], ["DE", "EU"]) == ["Alemania", "Unión Europea"]
        assert words_of(TABLE["since"], "2026-06-30") == ["30 de junio de 2026"]


def _life():
    states = [
        (State.PROPOSED, BASE),
        (State.PROPOSED, BASE | {"storage_places": ["DE"]}),
        (State.ANNOUNCED, BASE | {"storage_places": ["DE"]}),
        (State.ACTIVE, BASE | {"storage_places": ["DE"]}),
        (State.ACTIVE, BASE | {"storage_places": ["DE"], "tenant_name": "new"}),
        (
            State.ACTIVE,
            BASE | {"storage_places": ["US"], "purpose": "sends", "translations": {"es": {"purpose": "envía"}}},
        ),
        (State.LEAVING, BASE),
        (State.ACTIVE, BASE),
        (State.LEAVING, BASE),
        (State.ENDED, BASE),
    ]
    return [
        Said("quillpost", number, state, dict(facts), START + timedelta(days=number))
        for number, (state, facts) in enumerate(states, start=1)
    ]


def test_staff_see_every_version_and_the_public_neither_proposals_nor_what_is_private():
    assert [step.said.number for step in steps(_life())] == list(range(10, 0, -1))
    shown = public_steps(_life(), "en")
    assert [(step.said.number, step.event) for step in shown] == [
        (10, "no longer works for us"),
        (9, "will stop working for us"),
        (8, "stays with us after all"),
        (7, "will stop working for us"),
        (6, ""),
        (4, "now works for us"),
        (3, "will soon work for us"),
    ]
    assert "new" not in [word for step in shown for change in step.changes for word in change.come]
    assert not any("IE" in change.gone for change in shown[-1].changes)


def test_the_public_reads_sentences_in_its_language():
    (six,) = [step for step in public_steps(_life(), "es") if step.said.number == 6]
    assert [(change.code, change.come) for change in six.changes if change.code == "purpose"] == [
        ("purpose", ("envía",))
    ]
    assert "translations" not in {change.code for change in six.changes}


def test_a_withdrawn_announcement_is_told():
    life = [
        Said("q", 1, State.ANNOUNCED, BASE, START),
        Said("q", 2, State.PROPOSED, BASE | {"storage_places": ["US"]}, START),
        Said("q", 3, State.REJECTED, BASE, START),
    ]
    shown = public_steps(life, "en")
    assert [(step.event, step.changes) for step in shown] == [
        ("will not work for us after all", ()),
        ("will soon work for us", ()),
    ]


def test_a_vendor_that_was_there_from_the_beginning_is_on_the_list():
    (first,) = public_steps([Said("q", 1, State.ACTIVE, BASE, START)], "en")
    assert (first.name, first.event, first.changes) == ("Quillpost", "is on our list", ())
