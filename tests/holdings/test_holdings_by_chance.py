"""A year of lists, flows, ends, removals and erasures in any order, judged by plain rows kept beside the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from by_rows import DAY, held_now, rows, who_had
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.actions.segments import add_segment
from forewarn.audience.models import Customer
from forewarn.audience.rules.filters import Filter
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.actions.flows import Plan, add_flow
from forewarn.holdings.flows.following import follow
from forewarn.holdings.models import Flow
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.queries.keeping_out import kept_out_customer, sent_again
from forewarn.holdings.queries.vendors import customers_by_field
from forewarn.holdings.recording.endings import Scope, record_ending
from forewarn.holdings.recording.keeping_out import keep_out, let_in
from forewarn.holdings.recording.transfers import Origin, record_transfer
from forewarn.holdings.rules import Ended, EndingKind, Given, Window
from forewarn.vendors.actions import save_vendor

pytestmark = pytest.mark.django_db
FIELDS = ("email", "name", "order_history")
PEOPLE = 4
WHO = st.sets(st.integers(0, PEOPLE - 1), min_size=1)
SOME = st.frozensets(st.sampled_from(FIELDS), min_size=1)
VENDOR = st.integers(0, 1)
ONE = st.integers(0, PEOPLE - 1)
STEPS = st.one_of(
    st.tuples(st.just("list"), VENDOR, WHO, SOME, st.integers(0, 4), st.none() | st.integers(1, 9)),
    st.tuples(st.just("flow"), VENDOR, SOME, st.integers(0, 6), st.sampled_from(["kept", "deleted", 3])),
    st.tuples(st.just("look")),
    st.tuples(st.just("move"), ONE),
    st.tuples(
        st.just("end"), VENDOR, st.none() | WHO, st.sampled_from(["returned", "deleted"]), st.just(frozenset()) | SOME
    ),
    st.tuples(st.just("expire"), VENDOR, WHO, st.integers(1, 5)),
    st.tuples(st.just("remove"), VENDOR, ONE),
    st.tuples(st.just("let in"), VENDOR, ONE),
    st.tuples(st.just("erase"), ONE),
)


class World:
    """The product and, beside it, what a patient clerk would write down: transfers, endings and absences, row by row."""

    def __init__(self):
        brand = self.brand = make_brand()
        self.vendors = [save_vendor(brand=brand, slug=None, name=name, by=SYSTEM, now=NOW) for name in ("One", "Two")]
        self.people = [make_customer(brand, country="ES", created_at=NOW - 400 * DAY) for _ in range(PEOPLE)]
        self.segment = add_segment(brand=brand, name="Spain", wanted=Filter(country="ES"), by=SYSTEM, now=NOW)
        self.inside, self.erased = set(range(PEOPLE)), set()
        self.given, self.ended, self.flows = [], [], []
        self.absent = []  # [vendor, person, since, until]
        self.now = NOW

    def ids(self, who):
        return CustomerSet(self.people[n].pk for n in who)

    def is_out(self, vendor, person, at):
        mine = [one for one in self.absent if one[:2] == [vendor, person]]
        return any(since <= at and (until is None or at < until) for _, _, since, until in mine)

    def give(self, vendor, who, fields, at, ends_at=None, flow=None):
        self.given.append((Given(len(self.given), vendor, frozenset(fields), at, ends_at, flow), set(who)))

    def end(self, vendor, who, fields, at, before, flow=None):
        everybody = who is None
        self.ended.append(
            (Ended(len(self.ended), vendor, fields, at, before, EndingKind.DELETED, flow, everybody), set(who or ()))
        )

    def do_list(self, vendor, who, fields, days, keep):
        who = who - self.erased
        if not who:
            return
        at = self.now - days * DAY
        ends_at = at + keep * DAY if keep else None
        told = {"at": at, "by": SYSTEM, "now": self.now, "origin": Origin(ends_at=ends_at)}
        record_transfer(vendor=self.vendors[vendor], customers=self.ids(who), fields=fields, **told)
        self.give(vendor, who, fields, at, ends_at)

    def do_flow(self, vendor, fields, days, leavers):
        since = self.now - days * DAY
        plan = Plan(
            fields, since, segment_id=self.segment.pk, leavers_deleted=leavers == "deleted",
            retention_days=leavers if isinstance(leavers, int) else None,
        )  # fmt: skip
        made = add_flow(vendor=self.vendors[vendor], plan=plan, by=SYSTEM, now=self.now)
        self.flows.append({"pk": made.pk, "vendor": vendor, "fields": fields, "since": since, "leavers": leavers})
        self.flows[-1] |= {"in": set(), "looked": False}

    def do_look(self):
        for flow in self.flows:
            if Flow.objects.filter(pk=flow["pk"], next_run_at__lte=self.now).exists():
                assert follow(flow_id=flow["pk"], now=self.now)
                self.look(flow)

    def look(self, flow):
        vendor, members = flow["vendor"], self.inside - self.erased
        for person in members - flow["in"]:
            begins = self.now if flow["looked"] else flow["since"]
            moments = {begins} | {u for v, p, _, u in self.absent if (v, p) == (vendor, person) and u and begins < u}
            for at in moments:
                if not self.is_out(vendor, person, at):
                    self.give(vendor, {person}, flow["fields"], at, None, flow["pk"])
        gone = flow["in"] - members
        if gone and flow["leavers"] != "kept":
            later = timedelta(days=flow["leavers"] if isinstance(flow["leavers"], int) else 0)
            self.end(vendor, gone, frozenset(), self.now + later, self.now, flow["pk"])
        flow["in"] = {person for person in members if not self.is_out(vendor, person, self.now)}
        flow["looked"] = True

    def do_move(self, person):
        if person in self.erased:
            return
        self.inside ^= {person}
        country = "ES" if person in self.inside else "FR"
        Customer.objects.filter(pk=self.people[person].pk).update(country=country)

    def do_end(self, vendor, who, kind, fields):
        who = None if who is None else who - self.erased
        if who == set():
            return
        record_ending(
            vendor=self.vendors[vendor], customers=None if who is None else self.ids(who), kind=EndingKind(kind),
            at=self.now, by=SYSTEM, now=self.now, scope=Scope(fields=tuple(fields)),
        )  # fmt: skip
        self.end(vendor, who, fields, self.now, self.now)

    def do_expire(self, vendor, who, days):
        who = who - self.erased
        if who:
            at = self.now + days * DAY
            told = {
                "kind": EndingKind.EXPIRED,
                "at": at,
                "by": SYSTEM,
                "now": self.now,
                "scope": Scope(before=self.now),
            }
            record_ending(vendor=self.vendors[vendor], customers=self.ids(who), **told)
            self.end(vendor, who, frozenset(), at, self.now)

    def do_remove(self, vendor, person):
        if person in self.erased:
            return
        kind = EndingKind.NO_MATCH if person % 2 else EndingKind.DELETED
        told = {"vendor": self.vendors[vendor], "customers": self.ids({person}), "by": SYSTEM, "now": self.now}
        record_ending(kind=kind, at=self.now, **told)
        keep_out(since=self.now, reason="Removal", **told)
        self.end(vendor, {person}, frozenset(), self.now, self.now)
        if not self.is_out(vendor, person, self.now):
            self.absent.append([vendor, person, self.now, None])
            for flow in self.flows:
                if flow["vendor"] == vendor:
                    flow["in"].discard(person)

    def do_let_in(self, vendor, person):
        row = kept_out_customer(self.vendors[vendor], self.people[person].pk)
        assert (row is not None) == (person not in self.erased and self.is_out(vendor, person, self.now))
        if row is not None:
            let_in(kept_out=row, because="wrote", by=SYSTEM, now=self.now)
            next(one for one in self.absent if one[:2] == [vendor, person] and one[3] is None)[3] = self.now

    def do_erase(self, person):
        if person in self.erased:
            return
        erase_customer(brand=self.brand, customer_id=self.people[person].pk, by=SYSTEM, now=self.now)
        self.erased.add(person)
        self.absent = [one for one in self.absent if one[1] != person]
        for flow in self.flows:
            flow["in"].discard(person)

    def judge(self):
        return rows([(one, who - self.erased) for one, who in self.given], self.ended)

    def broken(self):
        """Who, at which vendor: it got their data while they were kept out, and nothing that ended all of it came later."""
        found = set()
        for one, who in self.given:
            for person in who - self.erased:
                over = any(
                    e.before > one.at and e.vendor_id == one.vendor_id and not e.fields and e.flow_id is None
                    and e.at <= self.now and (e.everybody or person in named)
                    for e, named in self.ended
                )  # fmt: skip
                kept = one.ends_at is None or one.ends_at > self.now
                if not over and kept and self.is_out(one.vendor_id, person, one.at):
                    found.add((one.vendor_id, person))
        return found


def check(world):
    judge, number = world.judge(), {one.pk: n for n, one in enumerate(world.people)}
    moments = [NOW - 7 * DAY + n * DAY for n in range(0, (world.now - NOW).days + 12, 2)]
    for index, vendor in enumerate(world.vendors):
        windows = [Window(), *(Window.moment(at) for at in moments), *(Window(at, at + 3 * DAY) for at in moments)]
        for window in windows:
            found = customers_by_field(vendor, window)
            for field in FIELDS:
                mine = {number[pk] for pk in found.get(field, ())}
                assert mine == who_had(judge, index, field, window.since, window.until), (vendor.name, field, window)
    order = {vendor.pk: index for index, vendor in enumerate(world.vendors)}
    for person in set(range(PEOPLE)) - world.erased:
        for at in moments:
            held = {(order[h.vendor.pk], h.field): h.since for h in holders_of(world.people[person], at)}
            assert held == held_now(judge, person, at), (person, at)
    again = {(order[row.kept_out.vendor_id], number[row.kept_out.customer_id]) for row in sent_again(world.now)}
    assert again == world.broken()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(STEPS, st.integers(0, 2)), min_size=4, max_size=16))
def test_both_questions_are_answered_as_by_rows(steps):
    with transaction.atomic():
        world = World()
        for (name, *told), days in steps:
            getattr(world, f"do_{name.replace(' ', '_')}")(*told)
            world.now += days * DAY + timedelta(seconds=1)
        world.do_look()
        world.now += timedelta(seconds=1)
        check(world)
        transaction.set_rollback(True)
