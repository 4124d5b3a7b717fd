"""Figures, lists, timelines, coverage, export; what comes back later; erasure; what the status page says."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from mailing_builders import (
    APPROVER,
    MIDDAY,
    RELAY_DOWN,
    Post,
    approved_mailing,
    brand_that_signs,
    draft_mailing,
    many_customers,
    started_mailing,
)
from pyroaring import BitMap

from factories import make_brand, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.models import Customer
from forewarn.audience.queries.exporting import export_customer
from forewarn.foundation.health import problems as all_problems
from forewarn.intake.signals import Bounced, Complained, complaint, hard_bounce, soft_bounce
from forewarn.mailings.actions.drafting import Audience
from forewarn.mailings.actions.forgetting import forget_customer
from forewarn.mailings.actions.sending import pause, schedule
from forewarn.mailings.health import problems
from forewarn.mailings.message_ids import message_id, read_message_id
from forewarn.mailings.models import AudienceChunk, Batch, CrowdChunk, Feedback, Mailing, ProofPage
from forewarn.mailings.queries.coverage import coverage
from forewarn.mailings.queries.crowds import NotReachedList, crowd, crowd_of, reached
from forewarn.mailings.queries.export import proof_lines
from forewarn.mailings.queries.lists import any_mailing, mailing_of, mailings, mailings_for
from forewarn.mailings.queries.progress import Progress, held, progress, reasons, waves
from forewarn.mailings.queries.report import report
from forewarn.mailings.queries.timeline import find_by_message_id, proof_of, timeline
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.eligibility import Crowd
from forewarn.mailings.rules.proof import unpack
from forewarn.mailings.sending.starting import start
from forewarn.outbound.envelopes import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return brand_that_signs()


def send(mailing, post, **options):
    with post.sender(mailing, **options) as sender:
        sender.send_due()
    mailing.refresh_from_db()


# -- lists -------------------------------------------------------------------------------------------------------------


def test_lists_are_of_one_brand_newest_first_and_can_be_narrowed(brand):
    one, two = draft_mailing(brand, title="One"), approved_mailing(brand, title="Two")
    draft_mailing(make_brand(), title="Elsewhere")
    many_customers(brand, 1)
    running = started_mailing(brand, title="Running")
    assert list(mailings(brand)) == [running, two, one]
    assert list(mailings(brand, shown="planned")) == [two, one]
    assert list(mailings(brand, shown="running")) == [running]
    assert list(mailings(brand, shown="ended")) == []
    assert mailing_of(make_brand(), one.pk) is None
    assert any_mailing(one.pk) == one


def test_the_mailings_of_an_alert_are_found_by_its_id(brand):
    mailing = draft_mailing(brand, source=("alert", "7"))
    draft_mailing(brand, source=("alert", "8"))
    assert list(mailings_for("alert", "7")) == [mailing]


# -- progress ----------------------------------------------------------------------------------------------------------


def test_the_figures_while_it_runs_and_at_the_end(brand):
    ids = many_customers(brand, 40)
    mailing = started_mailing(brand)
    fate = {ids[0]: Status.REFUSED, ids[1]: Status.DEFERRED, ids[2]: Status.IN_DOUBT}
    Customer.objects.filter(pk=ids[3]).update(care=False)
    post = Post(lambda envelope: fate.get(envelope.key, Status.ACCEPTED))
    post.clock.advance(seconds=10)
    send(mailing, post, should_stop=lambda: len(post.mails) >= 20)
    now = post.clock()
    at_half = progress(mailing, now=now)
    assert (at_half.eligible, at_half.refused, at_half.deferred, at_half.skipped) == (40, 1, 2, 1)
    assert at_half.accepted == len(post.mails) - 3
    assert at_half.due == 40 - len(post.mails) - 1
    assert at_half.rate == pytest.approx(at_half.accepted / 10)
    assert at_half.seconds_left == round(at_half.due / at_half.rate)
    send(mailing, post)
    at_end = progress(mailing, now=now)
    assert (at_end.accepted, at_end.deferred, at_end.due, at_end.later) == (36, 2, 0, 0)
    assert at_end.next_at == now + timedelta(minutes=1)
    assert at_end.share == 38 / 40
    fate.clear()
    post.clock.advance(minutes=10)
    send(mailing, post)
    done = progress(mailing, now=post.clock())
    assert (done.accepted, done.deferred, done.refused, done.share) == (38, 0, 1, 1.0)
    assert mailing.state == "done"


def test_an_empty_mailing_is_all_done():
    empty = Progress(0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0, None, 0)
    assert (empty.share, empty.seconds_left) == (1.0, None)


def test_waves_and_who_waits_for_what(brand):
    many_customers(brand, 60, country="GB")
    many_customers(brand, 4, country="JP")
    mailing = started_mailing(brand, waves=2, wave_days=2)
    send(mailing, Post())
    first, second = waves(mailing)
    assert (first.number, first.at, second.at) == (1, MIDDAY, MIDDAY + timedelta(days=1))
    assert first.size + second.size == 64
    assert second.accepted == 0 < first.accepted
    lines = held(mailing, now=MIDDAY)
    assert sum(line.recipients for line in lines) == 64 - first.accepted
    assert {line.country for line in lines} == {"GB", "JP"}
    assert lines == sorted(lines, key=lambda line: line.until)
    assert {(line.country, line.waits_for.value) for line in lines} == {("GB", "wave"), ("JP", "morning")}


def test_reasons_are_summed_over_batches(brand, monkeypatch):
    ids = many_customers(brand, 20)
    many_customers(brand, 20, country="ES")
    mailing = started_mailing(brand)
    Mailing.objects.update(bounce_limit=100)
    fate = {0: Status.REFUSED, 1: Status.DEFERRED}
    send(mailing, Post(lambda envelope: fate.get(envelope.key % 10, Status.ACCEPTED)))
    found = [(reason.kind, reason.count, reason.text) for reason in reasons(mailing)]
    assert found == [
        ("refused", 4, "550 5.1.1 No such user here"),
        ("deferred", 4, "451 4.7.1 Greylisted, try again later"),
    ]
    assert len(ids) == 20


def test_the_report_is_plain_json(brand):
    many_customers(brand, 3)
    mailing = started_mailing(brand)
    send(mailing, Post())
    printed = report(mailing, now=MIDDAY)
    assert (printed["state"], printed["accepted"], printed["finished_at"]) == ("done", 3, MIDDAY.isoformat())


# -- not reached -------------------------------------------------------------------------------------------------------


def test_the_list_of_those_not_reached_is_paged_and_says_why(brand, django_assert_max_num_queries):
    opted_out = many_customers(brand, 30, care=False)
    refused, gone, *fine = many_customers(brand, 20)
    mailing = started_mailing(brand)
    Customer.objects.filter(pk=gone).delete()
    send(mailing, Post(lambda envelope: Status.REFUSED if envelope.key == refused else Status.ACCEPTED))
    rows = NotReachedList(mailing)
    assert len(rows) == 32
    assert [row.customer_id for row in rows[:30]] == opted_out
    assert rows[0].why == "Chose not to get this kind of mail."
    assert rows[0].email == "person0@people.example"
    last = {row.crowd: row for row in rows[30:]}
    assert last[Crowd.GONE_SINCE].email == ""
    assert last[Crowd.REFUSED].customer_id == refused
    assert last[Crowd.REFUSED].answer == "550 5.1.1 No such user here"
    assert len(NotReachedList(mailing, Crowd.REFUSED)) == 1
    assert fine[0] not in {row.customer_id for row in rows}
    with django_assert_max_num_queries(6):
        assert len(list(NotReachedList(mailing)[5:25])) == 20


def test_asking_about_one_customer_reads_their_range_alone(brand, django_assert_max_num_queries):
    ids = many_customers(brand, 10)
    CrowdChunk.objects.all().delete()
    mailing = started_mailing(brand)
    send(mailing, Post())
    with django_assert_max_num_queries(1):
        assert crowd_of(mailing, ids[0]) is Crowd.REACHED
    assert crowd_of(mailing, 99_999_999) is None


# -- proof for one person ----------------------------------------------------------------------------------------------


def test_the_timeline_of_a_customer_over_all_mailings(brand, django_assert_max_num_queries):
    ids = many_customers(brand, 30)
    first = started_mailing(brand, title="First")
    send(first, Post(lambda envelope: Status.DEFERRED if envelope.key == ids[4] else Status.ACCEPTED))
    post = Post()
    post.clock.advance(minutes=30)
    send(first, post)
    second = started_mailing(brand, title="Second", at=MIDDAY + timedelta(hours=1))
    post.clock.advance(hours=1)
    send(second, post)
    with django_assert_max_num_queries(4):
        events = timeline(brand_id=brand.pk, customer_id=ids[4])
    assert [(event.title, event.ending) for event in events] == [
        ("Second", "accepted"),
        ("First", "accepted"),
        ("First", "deferred"),
    ]
    assert events[1].message_id == events[2].message_id != events[0].message_id
    assert events[0].answer == "250 2.0.0 Ok: queued as 4F1A2B3C"
    assert events[0].relay == "relay one"
    assert timeline(brand_id=make_brand().pk, customer_id=ids[4]) == []


def test_a_message_id_of_ours_leads_to_the_mail_and_no_other_does(brand):
    ids = many_customers(brand, 3)
    mailing = started_mailing(brand)
    send(mailing, Post())
    own = proof_of(mailing, ids[1])[0].message_id
    for text in (own, own.strip("<>"), own.upper(), f"In-Reply-To: {own}"):
        traced = find_by_message_id(text, brand_id=brand.pk)
        assert (traced.mailing, traced.customer_id) == (mailing, ids[1])
    assert find_by_message_id(own, brand_id=make_brand().pk) is None
    changed = own.replace(own[5], "a" if own[5] != "a" else "b", 1)
    for text in (changed, "<m.@x.example>", "<m.abc@x.example>", "<1234@gmail.com>", ""):
        assert find_by_message_id(text) is None


def test_a_message_id_is_short_enough_and_holds_no_address(brand):
    text = message_id(2**31, 2**32 - 1, "safety.brand.example")
    assert read_message_id(text) == (2**31, 2**32 - 1)
    assert len(text) < 78
    assert read_message_id(text.replace("m.", "x.")) is None


# -- what comes back ---------------------------------------------------------------------------------------------------


def bounce(brand, mailing, customer_id, **fields):
    return Bounced(
        **{
            "brand_id": brand.pk,
            "customer_id": customer_id,
            "mailing_id": mailing.pk,
            "address": "person@people.example",
            "reason": "user_unknown",
            "text": "550 5.1.1 unknown",
            "at": MIDDAY + timedelta(hours=1),
        }
        | fields
    )


def test_a_hard_bounce_takes_the_customer_out_of_those_reached_once(brand):
    ids = many_customers(brand, 5)
    mailing = started_mailing(brand)
    send(mailing, Post())
    for _ in range(2):
        hard_bounce.send(sender=None, event=bounce(brand, mailing, ids[0]))
    soft_bounce.send(sender=None, event=bounce(brand, mailing, ids[1], reason="mailbox_full", text=""))
    mailing.refresh_from_db()
    assert mailing.bounces == 1
    assert list(reached(mailing)) == ids[1:]
    assert crowd_of(mailing, ids[0]) is Crowd.BOUNCED
    events = timeline(brand_id=brand.pk, customer_id=ids[0])
    assert [(event.ending, event.answer) for event in events] == [
        ("hard_bounce", "user unknown (550 5.1.1 unknown)"),
        ("accepted", "250 2.0.0 Ok: queued as 4F1A2B3C"),
    ]
    assert not Customer.objects.get(pk=ids[0]).reachable


def test_complaints_beyond_the_limit_pause_what_still_runs(brand):
    ids = many_customers(brand, 300)
    mailing = started_mailing(brand, waves=2, wave_days=2)
    send(mailing, Post())
    got = list(reached(mailing) or crowd(mailing, Crowd.REACHED))[:3]
    for customer_id in got:
        event = Complained(brand.pk, customer_id, mailing.pk, "abuse", MIDDAY)
        complaint.send(sender=None, event=event)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.complaints) == ("paused", 3)
    assert "marked the mail as spam" in mailing.pause_reason
    assert not Customer.objects.filter(pk__in=got, care=True).exists()
    assert len(ids) == 300


def test_a_report_about_a_mailing_that_is_not_there_changes_nothing(brand):
    person = make_customer(brand)
    hard_bounce.send(sender=None, event=bounce(brand, Mailing(pk=0), person.pk))
    assert not Feedback.objects.exists()


def test_a_server_that_says_there_is_no_such_user_makes_the_customer_unreachable(brand):
    ids = many_customers(brand, 3)
    mailing = started_mailing(brand)
    send(mailing, Post(lambda envelope: Status.REFUSED if envelope.key == ids[1] else Status.ACCEPTED))
    gone = Customer.objects.get(pk=ids[1])
    assert not gone.reachable
    assert "550 5.1.1 No such user here" in gone.unreachable_reason
    assert Customer.objects.filter(reachable=True).count() == 2


# -- coverage ----------------------------------------------------------------------------------------------------------

QUARTER = {"first": date(2026, 10, 1), "last": date(2026, 12, 31)}


def test_coverage_counts_people_once_and_says_why_the_others_were_not_reached(brand):
    ids = many_customers(brand, 10)
    many_customers(brand, 2, care=False)
    many_customers(brand, 1, reachable=False)
    for title in ("One", "Two"):
        mailing = started_mailing(brand, title=title)
        send(mailing, Post(lambda envelope: Status.DEFERRED if envelope.key == ids[0] else Status.ACCEPTED))
    news = started_mailing(brand, message_class=MessageClass.MARKETING)
    assert news.eligible == 0
    hard_bounce.send(sender=None, event=bounce(brand, mailing, ids[1]))
    found = coverage(brand, **QUARTER)
    assert (found.customers, found.reached, found.mailings) == (13, 9, 2)
    assert (found.opted_out, found.unreachable, found.others) == (2, 1, 1)
    assert found.share == pytest.approx(9 / 13)
    assert coverage(brand, first=date(2026, 7, 1), last=date(2026, 9, 30)).reached == 0


def test_a_bounce_of_the_only_mail_is_no_reach(brand):
    ids = many_customers(brand, 4)
    mailing = started_mailing(brand)
    send(mailing, Post())
    hard_bounce.send(sender=None, event=bounce(brand, mailing, ids[0]))
    found = coverage(brand, **QUARTER)
    assert (found.reached, found.unreachable) == (3, 1)


def test_coverage_without_customers_has_no_share(brand):
    assert coverage(brand, **QUARTER).share is None


def test_coverage_costs_the_same_for_many_customers(brand, django_assert_max_num_queries):
    many_customers(brand, 400)
    send(started_mailing(brand), Post(), group=200)
    with django_assert_max_num_queries(8):
        assert coverage(brand, **QUARTER).share == 1.0


# -- export ------------------------------------------------------------------------------------------------------------


def test_the_export_has_a_line_per_attempt_and_per_person_left_out(brand):
    ids = many_customers(brand, 12)
    left_out = make_customer(brand, care=False, external_id="=1+1")
    mailing = started_mailing(brand)
    send(mailing, Post(lambda envelope: Status.REFUSED if envelope.key == ids[0] else Status.ACCEPTED))
    rows = list(csv.DictReader(io.StringIO("".join(proof_lines(mailing)))))
    assert len(rows) == 13
    by_customer = {int(row["customer"]): row for row in rows}
    assert by_customer[ids[0]]["result"] == "refused"
    assert by_customer[ids[0]]["answer"] == "550 5.1.1 No such user here"
    assert by_customer[ids[1]]["message_id"] == proof_of(mailing, ids[1])[0].message_id
    assert by_customer[ids[1]]["time"].startswith("2026-11-23T12:00")
    assert by_customer[left_out.pk]["result"] == "opted_out"
    assert by_customer[left_out.pk]["external_id"] == "'=1+1"


# -- erasure and export of one person --------------------------------------------------------------------------------------


def test_erasing_a_customer_leaves_nothing_of_them_and_the_numbers_as_they_were(brand):
    ids = many_customers(brand, 25)
    sets = {"": BitMap(ids)}
    mailing = started_mailing(brand, audience=Audience(sets=sets))
    send(mailing, Post())
    hard_bounce.send(sender=None, event=bounce(brand, mailing, ids[7]))
    before = progress(mailing, now=MIDDAY).accepted
    erase_customer(brand=brand, customer_id=ids[7], by=APPROVER, now=MIDDAY)
    assert timeline(brand_id=brand.pk, customer_id=ids[7]) == []
    for rows in (AudienceChunk.objects.all(), CrowdChunk.objects.all()):
        assert all(ids[7] not in BitMap.deserialize(bytes(row.bits)) for row in rows)
    assert all(ids[7] not in BitMap.deserialize(bytes(row.recipients)) for row in Batch.objects.all())
    assert all(ids[7] != entry.customer_id for page in ProofPage.objects.all() for entry in unpack(bytes(page.entries)))
    assert not Feedback.objects.exists()
    assert progress(mailing, now=MIDDAY).accepted == before == 25
    assert timeline(brand_id=brand.pk, customer_id=ids[8])


def test_erasing_rewrites_only_what_holds_the_customer(brand):
    ids = many_customers(brand, 40)
    mailing = started_mailing(brand)
    send(mailing, Post())
    untouched = {
        page.pk: bytes(page.entries) for page in ProofPage.objects.exclude(first_id__lte=ids[3], last_id__gte=ids[3])
    }
    forget_customer(brand_id=brand.pk, customer_id=ids[3])
    assert len(untouched) == 3
    assert all(bytes(ProofPage.objects.get(pk=pk).entries) == entries for pk, entries in untouched.items())


def test_an_erasure_before_the_start_does_not_spoil_the_approval(brand):
    ids = many_customers(brand, 3)
    mailing = approved_mailing(brand, audience=Audience(sets={"": BitMap(ids)}))
    schedule(mailing=mailing, at=MIDDAY, by=APPROVER, now=MIDDAY)
    erase_customer(brand=brand, customer_id=ids[0], by=APPROVER, now=MIDDAY)
    assert start(mailing.pk, now=MIDDAY), Mailing.objects.get().trouble
    assert Mailing.objects.get().eligible == 2


def test_a_customer_is_given_every_mail_we_sent(brand):
    (person,) = many_customers(brand, 1)
    mailing = started_mailing(brand)
    send(mailing, Post())
    held_of = export_customer(brand, person)
    assert held_of["mailings"] == [
        {
            "at": MIDDAY.isoformat(),
            "mailing": "Safety note",
            "subject": "Your safety note (en)",
            "message_id": proof_of(mailing, person)[0].message_id,
            "result": "accepted",
            "answer": "250 2.0.0 Ok: queued as 4F1A2B3C",
        }
    ]


# -- the status page ---------------------------------------------------------------------------------------------------


def says(now):
    return [(problem.what, problem.fix) for problem in problems(now)]


def test_all_is_well_without_trouble(brand):
    many_customers(brand, 3)
    draft_mailing(brand)
    send(started_mailing(brand), Post())
    assert says(MIDDAY) == []


def test_a_pause_by_itself_a_held_up_relay_and_a_late_start_are_shown(brand):
    many_customers(brand, 200)
    paused = started_mailing(brand, title="Paused one")
    send(paused, Post(lambda envelope: Status.REFUSED))
    ((what, fix),) = says(MIDDAY)
    assert "“Paused one” paused by itself" in what
    assert "resume" in fix
    many_customers(brand, 3)
    down = started_mailing(brand, title="Down one")
    send(down, Post(lambda envelope: RELAY_DOWN))
    assert any("“Down one” is held up: mail.relay.example:587" in what for what, _ in says(MIDDAY))
    late = approved_mailing(brand, title="Late one")
    schedule(mailing=late, at=MIDDAY, by=APPROVER, now=MIDDAY)
    assert not any("Late one" in what for what, _ in says(MIDDAY + timedelta(minutes=4)))
    assert any(
        "“Late one” should have started at 2026-11-23 12:00" in what for what, _ in says(MIDDAY + timedelta(minutes=6))
    )


def test_due_batches_that_nobody_sends_are_shown_with_the_way_out(brand):
    many_customers(brand, 3)
    mailing = started_mailing(brand, title="Left alone")
    assert says(MIDDAY + timedelta(minutes=4)) == []
    ((what, fix),) = says(MIDDAY + timedelta(minutes=6))
    assert "Batches of “Left alone” are due since 2026-11-23 12:00" in what
    assert f"forewarn send {mailing.pk}" in fix
    Mailing.objects.update(called_at=MIDDAY + timedelta(minutes=5))
    assert says(MIDDAY + timedelta(minutes=6)) == []
    pause(mailing=mailing, reason="Stop", by=APPROVER, now=MIDDAY)
    assert says(MIDDAY + timedelta(minutes=16)) == []


def test_problems_reach_the_status_page(brand):
    many_customers(brand, 3)
    started_mailing(brand)
    found = [p.what for p in all_problems(now=MIDDAY + timedelta(hours=1), brand_id=brand.pk)]
    assert any("nobody sends them" in what for what in found)
