"""Who is new, who changes, who is turned away: decided by plain rules over chunks of rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from forewarn.audience.importing.deciding import Deciding, Defaults, Known
from forewarn.audience.reading.rows import Row, Why
from forewarn.audience.rules.choices import (
    CROWD_MEANINGS,
    Choice,
    Crowd,
    crowd_of,
    imported_choice,
)


def row(line, key="ana@p.example", external_id="", **told):
    told = {"name": "", "locale": "", "country": "", "attributes": {}, "care": None, "marketing": None} | told
    return Row(line, external_id, told.pop("email", key), key, **told)


def known(number, key="ana@p.example", external_id="", **told):
    told = {
        "name": "", "locale": "", "country": "", "attributes": {}, "care": True, "marketing": False,
        "care_withdrawn_here": False, "marketing_withdrawn_here": False,
    } | told  # fmt: skip
    return Known(number, external_id, told.pop("email", key), key, **told)


def decide(rows, customers=(), *, seen=(), erased=()):
    return Deciding(rows, customers, Defaults(care=True, marketing=False), BitMap(seen), set(erased)).decide()


def refusals(plan):
    return [(reject.line, reject.why) for reject in plan.rejects]


def test_somebody_new_gets_the_brands_defaults_and_the_crowds_say_so():
    [new] = decide([row(2)]).new
    assert (new.care, new.marketing) == (True, False)
    assert new.crowds == (Crowd.CARE_ON_BY_DEFAULT, Crowd.MARKETING_OFF_BY_DEFAULT)


def test_what_the_file_states_counts_more_than_the_default():
    [new] = decide([row(2, care=False, marketing=True)]).new
    assert (new.care, new.marketing) == (False, True)
    assert new.crowds == (Crowd.CARE_WITHDRAWN, Crowd.MARKETING_GIVEN)


def test_the_same_row_again_changes_nothing():
    plan = decide([row(2, external_id="C1", name="Ana")], [known(1, external_id="C1", name="Ana")])
    assert (plan.new, plan.changes, plan.unchanged, plan.met) == ([], [], 1, [1])


def test_empty_cells_leave_what_is_known():
    before = known(1, external_id="C1", name="Ana", locale="es", country="MX", attributes={"plan": "gold"})
    plan = decide([row(2, external_id="C1")], [before])
    assert plan.unchanged == 1


def test_attributes_are_merged():
    plan = decide([row(2, attributes={"tier": "2"})], [known(1, attributes={"plan": "gold"})])
    assert plan.changes[0].after.attributes == {"plan": "gold", "tier": "2"}


def test_another_address_for_the_same_id_makes_the_customer_reachable_again():
    before = known(1, "old@p.example", "C1", reachable=False)
    [change] = decide([row(2, "new@p.example", "C1")], [before]).changes
    assert change.moves
    assert change.after.email_key == "new@p.example"
    assert change.after.reachable


def test_the_same_address_does_not_make_a_customer_reachable():
    [change] = decide([row(2, name="Ana")], [known(1, reachable=False)]).changes
    assert not change.after.reachable
    assert not change.moves


def test_an_id_is_adopted_by_a_customer_who_has_none():
    [change] = decide([row(2, external_id="C1")], [known(1)]).changes
    assert change.after.external_id == "C1"


def test_an_address_of_somebody_with_another_id_is_not_taken():
    plan = decide([row(2, external_id="C2")], [known(1, external_id="C1")])
    assert refusals(plan) == [(2, Why.ADDRESS_TAKEN)]
    assert "customer C1" in plan.rejects[0].reason


def test_a_customer_cannot_move_to_somebody_elses_address():
    plan = decide([row(2, "bob@p.example", "C1")], [known(1, external_id="C1"), known(2, "bob@p.example", "C2")])
    assert refusals(plan) == [(2, Why.ADDRESS_TAKEN)]


def test_an_id_and_an_address_of_two_customers_are_not_merged():
    plan = decide([row(2, "bob@p.example", "C1")], [known(1, external_id="C1"), known(2, "bob@p.example")])
    assert refusals(plan) == [(2, Why.ADDRESS_TAKEN)]


def test_repeated_rows_are_turned_away_with_the_line_that_counts():
    rows = [row(2), row(5), row(6, "bob@p.example", "C1"), row(9, "eve@p.example", "C1")]
    plan = decide(rows)
    assert refusals(plan) == [(5, Why.REPEATED_ADDRESS), (9, Why.REPEATED_ID)]
    assert "Line 2 " in plan.rejects[0].reason
    assert "Line 6 " in plan.rejects[1].reason


def test_a_customer_met_by_address_and_by_id_is_one():
    plan = decide([row(2), row(3, "new@p.example", "C1")], [known(1, external_id="C1")])
    assert len(plan.changes) + plan.unchanged + len(plan.new) + len(plan.rejects) == 2
    again = decide([row(2, external_id="C1"), row(3, "new@p.example", "C1")], [known(1, external_id="C1")])
    assert refusals(again) == [(3, Why.REPEATED_ID)]


def test_a_customer_of_an_earlier_chunk_is_turned_away():
    plan = decide([row(7000)], [known(1)], seen=[1])
    assert refusals(plan) == [(7000, Why.REPEATED_ID)]


def test_erased_people_stay_out_as_new_and_as_moved():
    rows = [row(2), row(3, "ana@p.example", "C9")]
    assert refusals(decide(rows, erased=["ana@p.example"])) == [(2, Why.ERASED), (3, Why.ERASED)]
    moved = decide([row(2, external_id="C1")], [known(1, "old@p.example", "C1")], erased=["ana@p.example"])
    assert refusals(moved) == [(2, Why.ERASED)]


def test_addresses_are_handed_on_within_a_chunk_in_any_order():
    customers = [known(1, "a@p.example", "C1"), known(2, "b@p.example", "C2"), known(3, "c@p.example", "C3")]
    chain = [row(2, "b@p.example", "C1"), row(3, "c@p.example", "C2"), row(4, "d@p.example", "C3")]
    for rows in (chain, chain[::-1]):
        plan = decide(rows, customers)
        assert {c.after.external_id: c.after.email_key[0] for c in plan.changes} == {"C1": "b", "C2": "c", "C3": "d"}


def test_addresses_are_exchanged():
    customers = [known(1, "a@p.example", "C1"), known(2, "b@p.example", "C2")]
    plan = decide([row(2, "b@p.example", "C1"), row(3, "a@p.example", "C2")], customers)
    assert [change.after.email_key for change in plan.changes] == ["b@p.example", "a@p.example"]
    assert plan.rejects == []


def test_a_chain_that_ends_at_somebody_who_stays_moves_nobody():
    customers = [known(1, "a@p.example", "C1"), known(2, "b@p.example", "C2"), known(3, "c@p.example", "C3")]
    plan = decide([row(2, "b@p.example", "C1"), row(3, "c@p.example", "C2")], customers)
    assert refusals(plan) == [(2, Why.ADDRESS_TAKEN), (3, Why.ADDRESS_TAKEN)]


def test_somebody_new_gets_an_address_that_becomes_free():
    plan = decide([row(2, "a@p.example", "C9"), row(3, "b@p.example", "C1")], [known(1, "a@p.example", "C1")])
    assert [new.row.external_id for new in plan.new] == ["C9"]
    assert plan.changes[0].after.email_key == "b@p.example"


@pytest.mark.parametrize("current", [True, False])
@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("stated", [True, False, None])
def test_an_import_may_withdraw_and_never_restores_what_was_withdrawn_here(current, here, stated):
    after = imported_choice(current, withdrawn_here=here, stated=stated)
    if stated is None:
        assert after is current
    elif stated is False:
        assert after is False
    else:
        assert after is not here


def test_a_choice_withdrawn_here_stays_withdrawn_and_the_row_counts_as_unchanged():
    before = known(1, care=False, care_withdrawn_here=True)
    assert decide([row(2, care=True)], [before]).unchanged == 1


def test_a_changed_choice_is_in_its_crowd():
    plan = decide([row(2, care=False, marketing=True)], [known(1)])
    assert plan.changes[0].crowds == (Crowd.CARE_WITHDRAWN, Crowd.MARKETING_GIVEN)


def test_every_crowd_but_seen_has_one_meaning():
    assert set(CROWD_MEANINGS) == set(Crowd) - {Crowd.SEEN}
    for crowd, meaning in CROWD_MEANINGS.items():
        assert crowd_of(meaning.choice, granted=meaning.granted, by_default=meaning.by_default) is crowd
    assert {meaning.choice for meaning in CROWD_MEANINGS.values()} == set(Choice)


KEYS = st.sampled_from([f"{letter}@p.example" for letter in "abcde"])
IDS = st.sampled_from(["", "", "C1", "C2", "C3", "C4"])
SAID = st.tuples(KEYS, IDS, st.sampled_from([None, True, False]), st.sampled_from(["", "Ana", "Bob"]))


def apply(plan, customers, erased=()):
    """The customers as they are after a plan."""
    after = {customer.id: customer for customer in customers}
    for change in plan.changes:
        after[change.after.id] = change.after
    number = max(after, default=0)
    for new in plan.new:
        number += 1
        r = new.row
        after[number] = Known(number, r.external_id, r.email, r.key, r.name, r.locale, r.country, r.attributes, new.care,
                              new.marketing, False, False)  # fmt: skip
    return list(after.values())


@st.composite
def lists(draw):
    """Rows, and customers that are there: no two with one address or one id."""
    said = draw(st.lists(SAID, min_size=1, max_size=8))
    rows = [row(n + 2, key, external_id, care=care, name=name) for n, (key, external_id, care, name) in enumerate(said)]
    keys = draw(st.lists(KEYS, unique=True, max_size=5))
    ids = draw(st.permutations(["C1", "C2", "C3", "C4", ""]))
    here = draw(st.lists(st.booleans(), min_size=5, max_size=5))
    customers = [known(n + 1, key, ids[n], care=not here[n], care_withdrawn_here=here[n]) for n, key in enumerate(keys)]
    erased = draw(st.sets(KEYS, max_size=1)) - set(keys)
    return rows, customers, erased


@settings(max_examples=600)
@given(lists())
def test_properties_of_every_plan(case):
    rows, customers, erased = case
    plan = decide(rows, [replace(c) for c in customers], erased=erased)
    after = apply(plan, customers)
    # Nothing is counted twice and nothing is lost.
    assert len(plan.new) + len(plan.changes) + plan.unchanged + len(plan.rejects) == len(rows)
    # One address is one customer, one id is one customer.
    assert len({c.email_key for c in after}) == len(after)
    ids = [c.external_id for c in after if c.external_id]
    assert len(set(ids)) == len(ids)
    # Nobody who was erased comes back, nobody who withdrew here is given back.
    assert not {c.email_key for c in after} & erased
    before = {c.id: c for c in customers}
    assert all(not c.care for c in after if c.id in before and before[c.id].care_withdrawn_here)
    # The same file again changes nothing.
    again = decide(rows, [replace(c) for c in after], erased=erased)
    assert (again.new, again.changes) == ([], [])
    assert [reject.line for reject in again.rejects] == [reject.line for reject in plan.rejects]
