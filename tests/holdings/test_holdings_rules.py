"""Holding rules judged by brute force over rows: random transfers, returns, expiries, erasures and windows."""

from __future__ import annotations

from datetime import UTC, datetime

from by_rows import DAY, held_now, rows, who_had
from hypothesis import given as having
from hypothesis import strategies as st
from pyroaring import BitMap

from forewarn.holdings.rules import Ended, EndingKind, Given, Window, held, partition, spans

START = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = ("email", "name", "order_history")
CUSTOMERS = st.sets(st.integers(1, 6), min_size=1)
MOMENTS = st.integers(0, 8).map(lambda n: START + n * DAY)
SOME_FIELDS = st.frozensets(st.sampled_from(FIELDS), min_size=1)
FLOWS = st.sampled_from([None, None, 1, 2])


@st.composite
def transfers(draw):
    at = draw(MOMENTS)
    ends = draw(st.none() | st.integers(1, 5).map(lambda n: at + n * DAY))
    return Given(0, 1, draw(SOME_FIELDS), at, ends, draw(FLOWS)), draw(CUSTOMERS)


@st.composite
def endings(draw):
    before = draw(MOMENTS)
    at = before + draw(st.integers(0, 3)) * DAY
    everybody = draw(st.integers(0, 4)) == 0
    fields = draw(st.just(frozenset()) | SOME_FIELDS)
    kind = draw(st.sampled_from(EndingKind))
    return Ended(0, 1, fields, at, before, kind, draw(FLOWS), everybody), (set() if everybody else draw(CUSTOMERS))


def numbered(pairs):
    return [(_with_id(entry, number), who) for number, (entry, who) in enumerate(pairs, start=1)]


def _with_id(entry, number):
    from dataclasses import replace

    return replace(entry, id=number)


RECORDS = st.tuples(st.lists(transfers(), max_size=6).map(numbered), st.lists(endings(), max_size=5).map(numbered))
WINDOWS = st.tuples(st.none() | MOMENTS, st.none() | st.integers(1, 9)).map(
    lambda pair: Window(
        pair[0], None if pair[1] is None else (pair[0] or START) + pair[1] * DAY
    )
)  # fmt: skip


def ask(record, window):
    given, ended = record
    sets = {entry.id: BitMap(who) for entry, who in given}
    leavers = {entry.id: BitMap(who) for entry, who in ended}
    return held(
        [entry for entry, _ in given],
        [entry for entry, _ in ended],
        fields=FIELDS,
        window=window,
        members=lambda g: sets[g.id],
        leavers=lambda e: leavers[e.id],
    )


@having(RECORDS, WINDOWS)
def test_exactly_who_as_brute_force_says(record, window):
    found, judge = ask(record, window), rows(*record)
    for field in FIELDS:
        assert set(found[field]) == who_had(judge, 1, field, window.since, window.until)


@having(RECORDS, MOMENTS)
def test_a_moment_is_a_window_of_its_own(record, moment):
    found, judge = ask(record, Window.moment(moment)), rows(*record)
    for field in FIELDS:
        now = {customer for customer in range(1, 7) if (1, field) in held_now(judge, customer, moment)}
        assert set(found[field]) == now


@having(RECORDS, MOMENTS, st.integers(1, 6))
def test_one_customer_as_brute_force_says(record, moment, customer):
    given = [entry for entry, who in record[0] if customer in who]
    ended = [entry for entry, who in record[1] if entry.everybody or customer in who]
    found = {(s.vendor_id, s.field): s.since for s in spans(given, ended) if s.holds_at(moment)}
    assert found == held_now(rows(*record), customer, moment)


@having(RECORDS, st.integers(1, 6), WINDOWS)
def test_whoever_is_erased_is_in_no_answer_and_the_others_stay(record, customer, window):
    without = tuple([(entry, who - {customer}) for entry, who in part] for part in record)
    before, after = ask(record, window), ask(without, window)
    for field in FIELDS:
        assert set(after[field]) == set(before[field]) - {customer}


def test_an_ending_at_the_moment_of_a_transfer_spares_it():
    given = Given(1, 1, frozenset(["email"]), START)
    ended = Ended(1, 1, frozenset(), START, START, everybody=True)
    assert set(ask(([(given, {5})], [(ended, set())]), Window(START, START + DAY))["email"]) == {5}


def test_what_ends_at_the_opening_of_a_window_is_outside_and_what_begins_at_its_end_too():
    given = Given(1, 1, frozenset(["email"]), START, START + DAY)
    assert not ask(([(given, {5})], []), Window(START + DAY, None))["email"]
    assert not ask(([(given, {5})], []), Window(START - DAY, START))["email"]
    assert ask(([(given, {5})], []), Window(START, START + DAY))["email"]


def test_spans_that_touch_are_one_and_a_gap_makes_two():
    first = Given(1, 1, frozenset(["email"]), START, START + DAY)
    touching = Given(2, 1, frozenset(["email"]), START + DAY, START + 2 * DAY)
    later = Given(3, 1, frozenset(["email"]), START + 4 * DAY)
    found = spans([later, touching, first], [])
    assert [(s.since, s.end, s.why, s.transfer_id) for s in found] == [
        (START, START + 2 * DAY, EndingKind.EXPIRED, 1),
        (START + 4 * DAY, None, None, 3),
    ]


def test_an_ending_of_a_flow_leaves_what_came_otherwise():
    by_flow = Given(1, 1, frozenset(["email"]), START, flow_id=7)
    by_list = Given(2, 1, frozenset(["email"]), START + DAY)
    ended = Ended(1, 1, frozenset(), START + 3 * DAY, START + 3 * DAY, flow_id=7)
    record = ([(by_flow, {1, 2}), (by_list, {2})], [(ended, {1, 2})])
    assert set(ask(record, Window(START + 4 * DAY, None))["email"]) == {2}


@having(st.dictionaries(st.sampled_from("abcd"), st.sets(st.integers(1, 20)), max_size=4))
def test_groups_are_disjoint_and_exact(crowds):
    groups = partition({name: BitMap(who) for name, who in crowds.items()})
    everybody = set().union(*crowds.values()) if crowds else set()
    assert sum(len(group) for group in groups.values()) == len(everybody)
    for customer in everybody:
        mine = frozenset(name for name, who in crowds.items() if customer in who)
        assert customer in groups[mine]


def test_each_set_is_read_once():
    given = [Given(n, 1, frozenset(FIELDS), START + n * DAY) for n in range(1, 4)]
    read = []

    def members(g):
        read.append(g.id)
        return BitMap([g.id])

    held(given, [], fields=FIELDS, window=Window(), members=members, leavers=lambda e: BitMap())
    assert sorted(read) == [1, 2, 3]
