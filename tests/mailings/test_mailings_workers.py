"""The parts of a sending process: who holds a batch, lines and their threads, the statements of a group."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
import time

import pytest
from mailing_builders import MIDDAY, FakeLine, Post, brand_that_signs, many_customers, started_mailing

from factories import make_brand, make_customer
from forewarn.mailings.models import Batch, ProofPage
from forewarn.mailings.rules.proof import Ending, Entry, unpack
from forewarn.mailings.sending import statements
from forewarn.mailings.sending.claims import claim_next, free_dead_holders, hand_back, renew
from forewarn.mailings.sending.holders import is_certainly_dead, new_holder
from forewarn.mailings.sending.lines import Lines
from forewarn.mailings.sending.pace import Pace
from forewarn.mailings.sending.pages import page_of
from forewarn.mailings.sending.recording import Recorder
from forewarn.mailings.sending.room import make_room
from forewarn.outbound.envelopes import RelayTrouble, TroubleKind

# -- holders -----------------------------------------------------------------------------------------------------------


def test_a_living_process_is_not_dead_and_each_run_has_its_own_name():
    one, other = new_holder(), new_holder()
    assert one != other
    assert not is_certainly_dead(one)
    assert len(one) <= 120


def test_an_ended_process_of_this_machine_is_certainly_dead():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        holder = pool.apply(new_holder)
        assert not is_certainly_dead(holder)
        pool.terminate()
        pool.join()
    assert is_certainly_dead(holder)


def test_a_number_that_another_process_has_now_does_not_keep_the_old_one_alive():
    machine, pid, began, end = new_holder().split(":")
    assert is_certainly_dead(f"{machine}:{pid}:{int(began) - 1}:{end}")


@pytest.mark.parametrize("holder", ["", "elsewhere:1:1:x", "elsewhere", "::", "x:y:z:w"])
def test_of_other_machines_nothing_is_certain(holder):
    assert not is_certainly_dead(holder)


def test_a_holder_without_a_machine_is_not_taken_for_dead_though_its_number_runs_here():
    assert not is_certainly_dead(f":{os.getpid()}:1:x")


# -- lines -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def lines():
    made = Lines(lambda: FakeLine(Post()), 2)
    yield made
    made.close()


def test_each_line_does_one_thing_at_a_time(lines):
    gate = threading.Event()
    first = lines.start(lambda line: gate.wait(5) and "first")
    second = lines.start(lambda line: "second")
    assert not lines.any_free
    ended = lines.finished(5)
    assert (ended.number, ended.result()) == (second, "second")
    assert lines.any_free
    gate.set()
    ended = lines.finished(5)
    assert (ended.number, ended.result()) == (first, "first")


def test_nothing_ended_is_nothing(lines):
    began = time.monotonic()
    assert lines.finished(0.05) is None
    assert time.monotonic() - began < 60


def test_what_the_work_raises_is_raised_where_it_was_asked_for(lines):
    def fail(line):
        raise ValueError("a fault of ours")

    lines.start(fail)
    with pytest.raises(ValueError, match="a fault of ours"):
        lines.finished(5).result()
    lines.start(lambda line: "still there")
    assert lines.finished(5).result() == "still there"


def test_a_line_in_trouble_rests_until_it_is_woken(lines):
    trouble = RelayTrouble(TroubleKind.BUSY, "too many connections")

    def get_into_trouble(line):
        line.trouble = trouble

    lines.start(get_into_trouble)
    lines.start(get_into_trouble)
    lines.finished(5)
    assert not lines.all_resting
    lines.finished(5)
    assert lines.all_resting
    assert lines.trouble is trouble
    lines.wake()
    assert lines.any_free
    assert lines.trouble is None


# -- claims ------------------------------------------------------------------------------------------------------------

LEASE = Pace().lease


@pytest.fixture
def mailing(db):
    brand = brand_that_signs()
    many_customers(brand, 30)
    return started_mailing(brand)


def test_of_two_workers_one_gets_the_batch(mailing):
    one = claim_next(mailing, holder="one", now=MIDDAY, lease=LEASE)
    assert (one.claimed_by, one.claims, one.lease_until, one.tried_since) == ("one", 1, MIDDAY + LEASE, MIDDAY)
    assert claim_next(mailing, holder="other", now=MIDDAY, lease=LEASE) is None
    assert not renew(one.pk, holder="other", until=MIDDAY)
    hand_back(one.pk, holder="other")
    assert Batch.objects.get().claimed_by == "one"
    hand_back(one.pk, holder="one")
    assert claim_next(mailing, holder="other", now=MIDDAY, lease=LEASE).claimed_by == "other"


def test_a_lease_that_ran_out_is_taken_over_and_the_first_try_stays_known(mailing):
    claim_next(mailing, holder="one", now=MIDDAY, lease=LEASE)
    later = MIDDAY + LEASE * 2
    taken = claim_next(mailing, holder="other", now=later, lease=LEASE)
    assert (taken.claimed_by, taken.claims, taken.tried_since) == ("other", 2, MIDDAY)
    assert not renew(taken.pk, holder="one", until=later)


def test_a_dead_holder_of_this_machine_loses_the_batch_at_once(mailing):
    machine, pid, began, end = new_holder().split(":")
    dead = f"{machine}:{pid}:{int(began) - 1}:{end}"
    claim_next(mailing, holder=dead, now=MIDDAY, lease=LEASE)
    assert free_dead_holders(mailing.pk, now=MIDDAY) == 1
    assert free_dead_holders(mailing.pk, now=MIDDAY) == 0
    assert claim_next(mailing, holder="other", now=MIDDAY, lease=LEASE).claimed_by == "other"


def test_nothing_of_a_paused_mailing_is_claimed(mailing):
    mailing.state = "paused"
    mailing.save()
    assert claim_next(mailing, holder="one", now=MIDDAY, lease=LEASE) is None


# -- the statements of a group -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_customers_are_read_as_the_orm_reads_them(django_assert_num_queries):
    brand = make_brand()
    one = make_customer(brand, name="Ana", attributes={"plan": "Ségeln", "points": [1, 2]}, care=False)
    other = make_customer(brand, reachable=False, marketing=True)
    stranger = make_customer(make_brand())
    ids = [one.pk, other.pk, stranger.pk, 10**9]
    with django_assert_num_queries(1):
        rows = {row.customer_id: row for row in statements.read_customers(brand.pk, ids, with_attributes=True)}
    assert set(rows) == {one.pk, other.pk}
    assert rows[one.pk].attributes == {"plan": "Ségeln", "points": [1, 2]}
    assert [bool(flag) for flag in rows[one.pk][4:7]] == [False, False, True]
    assert [bool(flag) for flag in rows[other.pk][4:7]] == [True, True, False]
    (bare,) = statements.read_customers(brand.pk, [one.pk], with_attributes=False)
    assert (bare.email, bare.name, dict(bare.attributes)) == (one.email, "Ana", {})


def entry(customer_id, ending=Ending.ACCEPTED, at=1795000000):
    return Entry(customer_id, at, ending, "content", 250, "2.0.0", "ok", "one")


def test_a_group_is_recorded_in_three_statements_and_read_back(mailing, django_assert_num_queries):
    batch = claim_next(mailing, holder="one", now=MIDDAY, lease=LEASE)
    page = page_of([entry(9, at=1795000001), entry(3), entry(5, Ending.SKIPPED)])
    recorder = Recorder(batch.pk, mailing.pk, "one", {})
    with django_assert_num_queries(5):  # with the two that begin and end the transaction
        noted = recorder.record(page, lease_until=MIDDAY + LEASE * 3)
    assert (noted.ours, noted.state, noted.refused) == (True, "sending", 0)
    stored = ProofPage.objects.get()
    assert (stored.first_id, stored.last_id, stored.accepted, stored.others) == (3, 9, 2, 1)
    assert int(stored.at.timestamp()) == 1795000001
    assert unpack(bytes(stored.entries)) == page.entries
    batch.refresh_from_db()
    assert (batch.accepted, batch.skipped, batch.lease_until) == (2, 1, MIDDAY + LEASE * 3)


def test_proof_that_comes_after_the_batch_was_lost_still_counts(mailing):
    batch = claim_next(mailing, holder="one", now=MIDDAY, lease=LEASE)
    noted = Recorder(batch.pk, mailing.pk, "another", {}).record(page_of([entry(3)]), lease_until=MIDDAY + LEASE * 9)
    assert not noted.ours
    batch.refresh_from_db()
    assert (batch.accepted, batch.claimed_by, batch.lease_until) == (1, "one", MIDDAY + LEASE)
    assert ProofPage.objects.count() == 1


def test_reasons_are_counted_over_groups_and_survive_a_change_of_worker(mailing):
    batch = claim_next(mailing, holder="one", now=MIDDAY, lease=LEASE)
    refused = entry(3, Ending.REFUSED)._replace(code=550, enhanced="5.1.1", reply="5.1.1 unknown")
    later = entry(4, Ending.DEFERRED)._replace(code=451, enhanced="", reply="later")
    doubt = entry(5, Ending.IN_DOUBT)._replace(code=0, enhanced="", reply="cut")
    Recorder(batch.pk, mailing.pk, "one", batch.reasons).record(page_of([refused, later]), lease_until=MIDDAY)
    batch.refresh_from_db()
    Recorder(batch.pk, mailing.pk, "one", batch.reasons).record(page_of([refused, doubt]), lease_until=MIDDAY)
    batch.refresh_from_db()
    assert json.loads(json.dumps(batch.reasons)) == {
        "refused": {"550 5.1.1 unknown": 2},
        "deferred": {"451 later": 1, "cut": 1},
    }
    assert (batch.refused, batch.deferred) == (2, 2)


def test_making_room_leaves_nothing_behind(mailing):
    make_room(Batch.objects.get())
    assert not ProofPage.objects.exists()
