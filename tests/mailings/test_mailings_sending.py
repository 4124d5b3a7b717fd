"""Sending a started mailing over fake lines: everybody once, with proof; what is put off, refused, skipped, stopped."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta

import pytest
from mailing_builders import (
    APPROVER,
    MIDDAY,
    RELAY_DOWN,
    Post,
    brand_that_signs,
    draft_mailing,
    many_customers,
    published_keys,
    started_mailing,
    words,
)

from dkim_judges import dkimpy_accepts
from factories import NOW, make_customer
from forewarn.audience.models import Customer
from forewarn.brands.models import DkimKey
from forewarn.mailings.actions.drafting import Audience
from forewarn.mailings.actions.sending import cancel, pause, resume
from forewarn.mailings.models import Batch, CrowdChunk, Mailing, ProofPage
from forewarn.mailings.queries.crowds import crowd, reached
from forewarn.mailings.queries.timeline import find_by_message_id, proof_of
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.eligibility import Crowd
from forewarn.mailings.sending.batch_run import Halt
from forewarn.outbound.envelopes import RelayTrouble, Status, TroubleKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return brand_that_signs()


def send(mailing, post, **pace):
    with post.sender(mailing, **pace) as sender:
        halt = sender.send_due()
    mailing.refresh_from_db()
    return halt


# -- everybody, once, with proof ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("connections", [1, 3])
def test_everybody_gets_it_once_and_there_is_proof(brand, connections):
    ids = many_customers(brand, 35)
    mailing = started_mailing(brand)
    post = Post()
    assert send(mailing, post, connections=connections) is None
    assert sorted(post.keys) == ids
    assert mailing.state == "done"
    assert sorted(page.accepted for page in ProofPage.objects.all()) == [5, 10, 10, 10]
    assert list(reached(mailing)) == ids
    batch = Batch.objects.get()
    assert (batch.accepted, batch.state, batch.claimed_by) == (35, "done", "")


def test_the_mail_is_signed_personal_and_carries_the_one_click_pair(brand):
    person = make_customer(brand, email="ana@people.example", name="Ana Ortiz", locale="es")
    mailing = started_mailing(brand)
    post = Post()
    send(mailing, post)
    ((key, raw),) = post.mails
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert key == person.pk
    assert mail["To"] == "Ana Ortiz <ana@people.example>"
    assert mail["Subject"] == "Your safety note (es)"
    assert mail["Content-Language"] == "es"
    assert "Hello Ana Ortiz" in mail.get_body(("plain",)).get_content()
    assert "Hello Ana Ortiz" in mail.get_body(("html",)).get_content()
    assert mail["List-Unsubscribe"].startswith(f"<https://{brand.public_host}/unsubscribe/")
    assert "<mailto:unsubscribe+" in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == f"<care.{brand.public_host}>"
    assert mail["Reply-To"] == brand.contact_address
    assert dkimpy_accepts(raw, published_keys(brand), at=NOW)
    traced = find_by_message_id(mail["Message-ID"])
    assert (traced.mailing, traced.customer_id) == (mailing, person.pk)
    assert traced.events[0].ending == "accepted"
    assert traced.events[0].message_id == mail["Message-ID"]


def test_somebody_without_a_name_is_addressed_by_the_fallback(brand):
    person = make_customer(brand, name="")
    mailing = started_mailing(brand)
    post = Post()
    send(mailing, post)
    mail = email.message_from_bytes(post.mails[0][1], policy=email.policy.default)
    assert mail.get_body(("plain",)).get_content().startswith("Hello customer,")
    assert mail["To"] == person.email


def test_the_return_path_says_whose_mail_it_was(brand):
    person = make_customer(brand)
    seen = []
    post = Post(lambda envelope: seen.append(envelope) or Status.ACCEPTED)
    send(started_mailing(brand), post)
    local, _, host = seen[0].mail_from.partition("@")
    assert host == brand.intake_domain
    assert local.startswith("bounce+")
    assert len(local) <= 64
    assert seen[0].rcpt_to == person.email


def test_a_notice_that_no_choice_hides_says_nothing_of_unsubscribing(brand):
    make_customer(brand, care=False, marketing=False)
    mailing = started_mailing(brand, message_class=MessageClass.MANDATED)
    post = Post()
    send(mailing, post)
    mail = email.message_from_bytes(post.mails[0][1])
    assert mail["List-Unsubscribe"] is None
    assert mail["Auto-Submitted"] == "auto-generated"


def test_attributes_of_a_customer_may_stand_in_the_words(brand):
    make_customer(brand, attributes={"plan": "Sail & Tide", "points": 12})
    text = "You have {{attribute.plan}} with {{attribute.points}} and {{attribute.none}}.\n"
    variant = words(brand, text=text, html="", fallbacks={"attribute.none": "nothing else"})
    mailing = started_mailing(brand, variants=[variant])
    post = Post()
    send(mailing, post)
    mail = email.message_from_bytes(post.mails[0][1], policy=email.policy.default)
    assert mail.get_content().replace("\r\n", "\n") == "You have Sail & Tide with 12 and nothing else.\n"


# -- put off, refused, in doubt ------------------------------------------------------------------------------------------


def test_those_put_off_are_tried_again_later_under_the_same_message_id(brand):
    ids = many_customers(brand, 12)
    mailing = started_mailing(brand)
    late = set(ids[::4])
    post = Post(lambda envelope: Status.DEFERRED if envelope.key in late else Status.ACCEPTED)
    assert send(mailing, post) is None
    assert mailing.state == "sending"
    again = Batch.objects.get(attempt=1)
    assert (again.size, again.state) == (3, "waiting")
    assert again.not_before == MIDDAY + timedelta(minutes=5)
    first = dict(post.mails)
    post.answer = lambda envelope: Status.ACCEPTED
    post.mails.clear()
    assert send(mailing, post) is None
    assert post.mails == []
    post.clock.advance(minutes=5)
    assert send(mailing, post) is None
    assert set(post.keys) == late
    for key, raw in post.mails:
        assert email.message_from_bytes(raw)["Message-ID"] == email.message_from_bytes(first[key])["Message-ID"]
    assert mailing.state == "done"
    assert len(reached(mailing)) == 12


def test_after_two_days_of_not_now_it_gives_up_and_says_so(brand):
    (stubborn,) = many_customers(brand, 1)
    mailing = started_mailing(brand)
    post = Post(lambda envelope: Status.DEFERRED)
    for _ in range(100):
        send(mailing, post)
        if mailing.state == "done":
            break
        post.clock.moment = Batch.objects.get(state="waiting").not_before
    assert mailing.state == "done"
    assert list(crowd(mailing, Crowd.GAVE_UP)) == [stubborn]
    tried = proof_of(mailing, stubborn)
    assert 12 <= len(tried) < 25
    assert tried[0].at - tried[-1].at <= timedelta(hours=48)
    assert tried[0].answer == "451 4.7.1 Greylisted, try again later"


def test_a_refusal_is_final_and_its_reason_is_counted(brand):
    ids = many_customers(brand, 20)
    bad = set(ids[:2])
    mailing = started_mailing(brand)
    send(mailing, Post(lambda envelope: Status.REFUSED if envelope.key in bad else Status.ACCEPTED))
    assert mailing.state == "done"
    assert set(crowd(mailing, Crowd.REFUSED)) == bad
    assert Batch.objects.get().reasons == {"refused": {"550 5.1.1 No such user here": 2}}


def test_a_mail_in_doubt_is_sent_again_within_minutes(brand):
    (person,) = many_customers(brand, 1)
    mailing = started_mailing(brand)
    post = Post(lambda envelope: Status.IN_DOUBT)
    send(mailing, post)
    assert Batch.objects.get(attempt=1).not_before == MIDDAY + timedelta(minutes=1)
    post.answer = lambda envelope: Status.ACCEPTED
    post.clock.advance(minutes=1)
    send(mailing, post)
    assert [event.ending for event in proof_of(mailing, person)] == ["accepted", "in_doubt"]
    one, other = (email.message_from_bytes(raw)["Message-ID"] for _, raw in post.mails)
    assert one == other


def test_an_address_no_mail_can_go_to_does_not_stop_the_others(brand):
    from forewarn.outbound.transports.groups import Group

    bad = make_customer(brand, email="not an address")
    good = make_customer(brand)
    mailing = started_mailing(brand)
    post = Post()
    plain = post.outcome

    def through_a_real_group(envelope, status):
        group = Group("relay one", [envelope], lambda: None)
        return plain(envelope, status) if group.take() else group.outcomes[0]

    post.outcome = through_a_real_group
    send(mailing, post)
    assert list(crowd(mailing, Crowd.UNWRITABLE)) == [bad.pk]
    assert list(reached(mailing)) == [good.pk]


# -- people who are not written to ---------------------------------------------------------------------------------------


def test_who_opts_out_while_a_wave_waits_gets_nothing(brand):
    ids = many_customers(brand, 5)
    mailing = started_mailing(brand)
    Customer.objects.filter(pk=ids[0]).update(care=False)
    Customer.objects.filter(pk=ids[1]).update(reachable=False)
    Customer.objects.filter(pk=ids[2]).delete()
    post = Post()
    send(mailing, post)
    assert post.keys == ids[3:]
    assert list(crowd(mailing, Crowd.OPTED_OUT_SINCE)) == [ids[0]]
    assert list(crowd(mailing, Crowd.UNREACHABLE_SINCE)) == [ids[1]]
    assert list(crowd(mailing, Crowd.GONE_SINCE)) == [ids[2]]
    assert Batch.objects.get().skipped == 3
    assert mailing.state == "done"
    assert proof_of(mailing, ids[0])[0].ending == "skipped"


@pytest.mark.django_db(transaction=True)
def test_an_opt_out_between_two_groups_of_a_batch_counts(brand):
    ids = many_customers(brand, 20)
    mailing = started_mailing(brand)
    post = Post()
    post.after_group = lambda: Customer.objects.filter(pk__in=ids[10:15]).update(care=False)
    send(mailing, post)
    assert post.keys == ids[:10] + ids[15:]
    assert list(crowd(mailing, Crowd.OPTED_OUT_SINCE)) == ids[10:15]


# -- stopping -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_pause_ends_after_the_group_on_its_way_and_resuming_repeats_nobody(brand):
    ids = many_customers(brand, 30)
    mailing = started_mailing(brand)
    post = Post()
    stop = lambda: pause(mailing=mailing, reason="A typo in line 3", by=APPROVER, now=MIDDAY)  # noqa: E731
    post.after_group = stop
    assert send(mailing, post) is Halt.MAILING
    assert post.keys == ids[:10]
    assert Batch.objects.get().state == "waiting"
    assert mailing.pause_reason == "A typo in line 3"
    post.after_group = lambda: None
    assert send(mailing, post) is Halt.MAILING
    assert post.keys == ids[:10]
    resume(mailing=mailing, by=APPROVER, now=MIDDAY)
    assert send(mailing, post) is None
    assert post.keys == ids
    assert mailing.state == "done"


@pytest.mark.django_db(transaction=True)
def test_cancelling_is_final_and_lists_those_who_were_left(brand):
    ids = many_customers(brand, 30)
    mailing = started_mailing(brand)
    post = Post()
    post.after_group = lambda: cancel(mailing=mailing, reason="Wrong list", by=APPROVER, now=MIDDAY)
    assert send(mailing, post) is Halt.MAILING
    assert post.keys == ids[:10]
    assert mailing.state == "cancelled"
    assert list(crowd(mailing, Crowd.CANCELLED)) == ids[10:]
    assert list(reached(mailing)) == ids[:10]
    assert not Batch.objects.filter(state__in=["waiting", "sending"]).exists()


def test_cancelling_counts_those_put_off_too(brand):
    ids = many_customers(brand, 4)
    mailing = started_mailing(brand)
    send(mailing, Post(lambda envelope: Status.DEFERRED if envelope.key == ids[0] else Status.ACCEPTED))
    cancel(mailing=mailing, by=APPROVER, now=MIDDAY)
    assert list(crowd(mailing, Crowd.CANCELLED)) == [ids[0]]


def test_asked_to_stop_it_finishes_the_group_and_goes_on_the_next_time(brand):
    ids = many_customers(brand, 30)
    mailing = started_mailing(brand)
    post = Post()
    with post.sender(mailing, should_stop=lambda: len(post.mails) >= 20) as sender:
        assert sender.send_due() is Halt.ASKED
    assert post.keys == ids[:20]
    assert send(mailing, post) is None
    assert post.keys == ids


def test_too_many_refusals_pause_it_with_the_figures(brand):
    many_customers(brand, 200)
    mailing = started_mailing(brand)
    post = Post(lambda envelope: Status.REFUSED if envelope.key % 5 == 0 else Status.ACCEPTED)
    assert send(mailing, post) is Halt.MAILING
    assert mailing.state == "paused"
    assert mailing.paused_by_itself
    assert "20 of 100" in mailing.pause_reason
    assert len(post.keys) == 100


def test_a_bug_in_a_line_does_not_lose_the_proof_of_the_others(brand):
    ids = many_customers(brand, 30)
    mailing = started_mailing(brand)
    post = Post()

    def break_once():
        if len(post.groups) == 2:
            raise RuntimeError("a fault of ours")

    post.after_group = break_once
    with pytest.raises(RuntimeError, match="a fault of ours"):
        send(mailing, post)
    batch = Batch.objects.get()
    assert (batch.accepted, batch.state) == (10, "waiting")
    post.after_group = lambda: None
    send(mailing, post)
    assert sorted(set(post.keys)) == ids


# -- the relay ------------------------------------------------------------------------------------------------------------


def test_a_relay_that_is_down_costs_nobody_an_attempt_and_is_shown(brand):
    ids = many_customers(brand, 30)
    mailing = started_mailing(brand)
    post = Post(lambda envelope: RELAY_DOWN)
    assert send(mailing, post) is Halt.RELAY
    assert post.mails == []
    assert "no connection (refused)" in mailing.trouble
    assert mailing.trouble_since == MIDDAY
    assert mailing.resting_until == MIDDAY + timedelta(seconds=5)
    assert send(mailing, post) is Halt.RELAY
    post.clock.advance(seconds=5)
    assert send(mailing, post) is Halt.RELAY
    assert mailing.resting_until == post.clock() + timedelta(seconds=10)
    assert mailing.trouble_since == MIDDAY
    post.answer = lambda envelope: Status.ACCEPTED
    post.clock.advance(seconds=10)
    assert send(mailing, post) is None
    assert post.keys == ids
    assert (mailing.trouble, mailing.trouble_since, mailing.relay_failures) == ("", None, 0)
    assert not ProofPage.objects.filter(others__gt=0).exists()


def test_a_relay_that_fails_in_the_middle_of_a_group_loses_nobody(brand):
    ids = many_customers(brand, 20)
    mailing = started_mailing(brand)
    post = Post()
    post.answer = lambda envelope: RELAY_DOWN if len(post.mails) == 13 else Status.ACCEPTED
    assert send(mailing, post) is Halt.RELAY
    assert post.keys == ids[:13]
    assert Batch.objects.get().accepted == 13
    post.answer = lambda envelope: Status.ACCEPTED
    post.clock.advance(seconds=5)
    send(mailing, post)
    assert post.keys == ids


def test_one_line_too_many_is_left_out_and_the_others_go_on(brand):
    ids = many_customers(brand, 60)
    mailing = started_mailing(brand)
    busy = RelayTrouble(TroubleKind.BUSY, "421 too many connections")
    post = Post()
    refused_first = set(ids[:10])
    told = []

    def answer(envelope):
        if envelope.key in refused_first and not told:
            told.append(envelope.key)
            return busy
        return Status.ACCEPTED

    post.answer = answer
    assert send(mailing, post, connections=3) is None
    assert sorted(post.keys) == ids
    assert mailing.state == "done"


# -- two workers, lost workers ----------------------------------------------------------------------------------------------


def test_a_batch_in_other_hands_is_left_alone_until_its_lease_ends(brand):
    many_customers(brand, 5)
    mailing = started_mailing(brand)
    lease = {"state": "sending", "claimed_by": "elsewhere:1:1:x", "lease_until": MIDDAY + timedelta(seconds=60)}
    Batch.objects.update(**lease)
    post = Post()
    assert send(mailing, post) is None
    assert post.mails == []
    assert mailing.state == "sending"
    post.clock.advance(seconds=61)
    assert send(mailing, post) is None
    assert len(post.mails) == 5
    assert mailing.state == "done"


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_batch_keeps_its_proof_and_stops(brand):
    ids = many_customers(brand, 30)
    mailing = started_mailing(brand)
    post = Post()
    post.after_group = lambda: Batch.objects.update(claimed_by="another", lease_until=MIDDAY + timedelta(hours=1))
    assert send(mailing, post) is None
    assert post.keys == ids[:10]
    batch = Batch.objects.get()
    assert (batch.claimed_by, batch.accepted) == ("another", 10)
    post.after_group = lambda: None
    post.clock.advance(hours=2)
    send(mailing, post)
    assert post.keys == ids


def test_a_key_that_cannot_sign_pauses_it_with_what_to_do(brand):
    many_customers(brand, 3)
    mailing = started_mailing(brand)
    DkimKey.objects.all().delete()
    post = Post()
    assert send(mailing, post) is Halt.MAILING
    assert post.mails == []
    assert mailing.state == "paused"
    assert "there is no DKIM key in use" in mailing.pause_reason


def test_listed_customers_by_group_get_the_words_of_their_group(brand):
    one, other, left_out = many_customers(brand, 3)
    variants = [
        words(brand, group="plan", subject="About your plan"),
        words(brand, group="card", subject="About your card"),
    ]
    sets = {"plan": [one], "card": [other, 999_999]}
    from pyroaring import BitMap

    audience = Audience(sets={group: BitMap(ids) for group, ids in sets.items()})
    mailing = started_mailing(brand, variants=variants, audience=audience)
    post = Post()
    send(mailing, post)
    subjects = {key: email.message_from_bytes(raw)["Subject"] for key, raw in post.mails}
    assert subjects == {one: "About your plan", other: "About your card"}
    assert list(crowd(mailing, Crowd.GONE)) == [999_999]
    assert left_out not in subjects


def test_nobody_eligible_is_done_at_once(brand):
    many_customers(brand, 3, care=False)
    mailing = started_mailing(brand)
    mailing.refresh_from_db()
    assert mailing.state == "done"
    assert len(crowd(mailing, Crowd.OPTED_OUT)) == 3
    assert CrowdChunk.objects.count() == 1


def test_a_draft_sends_nothing(brand):
    many_customers(brand, 3)
    mailing = draft_mailing(brand)
    post = Post()
    assert send(mailing, post) is Halt.MAILING
    assert post.mails == []
    assert Mailing.objects.get().state == "draft"
