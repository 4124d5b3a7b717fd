"""The start of a mailing: what holds it up, who is sorted where, how the batches are cut; and the periodic work."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django_tasks_db.models import DBTaskResult
from mailing_builders import (
    APPROVER,
    MIDDAY,
    RELAY_DOWN,
    Post,
    approved_mailing,
    brand_that_signs,
    many_customers,
    started_mailing,
)

from factories import NOW, make_brand, make_customer
from forewarn.audience.models import Customer, Segment
from forewarn.mailings import signals, tasks
from forewarn.mailings.actions.drafting import Audience
from forewarn.mailings.actions.publication import mark_published
from forewarn.mailings.actions.sending import cancel, schedule, send_now
from forewarn.mailings.models import Batch, Mailing, Variant
from forewarn.mailings.queries.crowds import crowd
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.eligibility import Crowd
from forewarn.mailings.rules.waves import cut
from forewarn.mailings.sending.holders import new_holder
from forewarn.mailings.sending.pace import Pace, Tempo
from forewarn.mailings.sending.starting import start

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return brand_that_signs()


def scheduled(brand, at=MIDDAY, **fields):
    mailing = approved_mailing(brand, **fields)
    schedule(mailing=mailing, at=at, by=APPROVER, now=at)
    return mailing


# -- what holds it up --------------------------------------------------------------------------------------------------


def test_it_does_not_start_before_its_time(brand):
    mailing = scheduled(brand, at=MIDDAY)
    assert not start(mailing.pk, now=MIDDAY - timedelta(seconds=1))
    assert start(mailing.pk, now=MIDDAY)
    assert not start(mailing.pk, now=MIDDAY)


def test_nothing_leaves_before_the_page_is_live(brand):
    make_customer(brand)
    mailing = scheduled(brand, needs_page=True)
    assert not start(mailing.pk, now=MIDDAY)
    mailing.refresh_from_db()
    assert mailing.state == "scheduled"
    assert "public page is not live yet" in mailing.trouble
    assert mailing.trouble_since == MIDDAY
    start(mailing.pk, now=MIDDAY + timedelta(minutes=1))
    mailing.refresh_from_db()
    assert mailing.trouble_since == MIDDAY
    mark_published(mailing=mailing, by=APPROVER, now=MIDDAY)
    assert start(mailing.pk, now=MIDDAY + timedelta(minutes=2))
    mailing.refresh_from_db()
    assert (mailing.trouble, mailing.state) == ("", "sending")


def test_whoever_owns_the_page_can_make_it_live_at_the_start(brand):
    make_customer(brand)
    mailing = scheduled(brand, needs_page=True)

    def publish(sender, mailing, now, **kwargs):
        mark_published(mailing=mailing, by=APPROVER, now=now)

    signals.starting.connect(publish)
    try:
        assert start(mailing.pk, now=MIDDAY)
    finally:
        signals.starting.disconnect(publish)


def test_an_objection_at_the_start_is_shown(brand):
    mailing = scheduled(brand)

    def object_to(sender, mailing, now, **kwargs):
        return ["The register changed"]

    signals.starting.connect(object_to)
    try:
        assert not start(mailing.pk, now=MIDDAY)
    finally:
        signals.starting.disconnect(object_to)
    assert Mailing.objects.get().trouble == "The register changed"


def test_words_changed_behind_the_approval_do_not_leave(brand):
    mailing = scheduled(brand)
    Variant.objects.filter(locale="en").update(text="Something else\n")
    assert not start(mailing.pk, now=MIDDAY)
    assert "differ from what was approved" in Mailing.objects.get().trouble


def test_a_deleted_segment_never_means_everybody(brand):
    many_customers(brand, 3)
    mailing = scheduled(brand, audience=Audience(segment_id=12345))
    assert not start(mailing.pk, now=MIDDAY)
    assert "There is no segment 12345" in Mailing.objects.get().trouble
    assert not Batch.objects.exists()


def test_a_list_that_is_still_being_read_is_waited_for(brand):
    segment = Segment.objects.create(brand=brand, name="Friends", uploaded=True, state="waiting", created_at=NOW)
    mailing = scheduled(brand, audience=Audience(segment_id=segment.pk))
    assert not start(mailing.pk, now=MIDDAY)
    assert "“Friends” is not read yet" in Mailing.objects.get().trouble


# -- who is sorted where -----------------------------------------------------------------------------------------------


def test_a_segment_is_evaluated_at_the_start(brand):
    segment = Segment.objects.create(brand=brand, name="Spain", filter={"country": "ES"}, created_at=NOW)
    make_customer(brand, country="GB")
    mailing = scheduled(brand, audience=Audience(segment_id=segment.pk))
    late = make_customer(brand, country="ES")
    assert start(mailing.pk, now=MIDDAY), Mailing.objects.get().trouble
    assert (Batch.objects.get().first_id, Batch.objects.get().size) == (late.pk, 1)


def test_who_is_not_written_to_and_why(brand):
    fine = make_customer(brand)
    opted_out = make_customer(brand, care=False)
    unreachable = make_customer(brand, reachable=False)
    make_customer(make_brand())
    mailing = started_mailing(brand)
    assert (mailing.audience_size, mailing.eligible) == (3, 1)
    assert list(crowd(mailing, Crowd.OPTED_OUT)) == [opted_out.pk]
    assert list(crowd(mailing, Crowd.UNREACHABLE)) == [unreachable.pk]
    assert Batch.objects.get().first_id == fine.pk


@pytest.mark.parametrize(
    ("message_class", "eligible"), [("care", 1), ("marketing", 1), ("mixed", 1), ("mandated", 3), ("transactional", 3)]
)
def test_the_class_decides_whose_choices_count(brand, message_class, eligible):
    make_customer(brand, care=True, marketing=False)
    make_customer(brand, care=False, marketing=True)
    make_customer(brand, care=False, marketing=False)
    mailing = started_mailing(brand, message_class=MessageClass(message_class))
    assert mailing.eligible == eligible


def test_batches_share_one_language_and_one_country(brand):
    make_customer(brand, locale="en", country="GB")
    make_customer(brand, locale="es", country="ES")
    make_customer(brand, locale="es-MX", country="MX")
    make_customer(brand, locale="fr", country="")
    started_mailing(brand)
    found = set(Batch.objects.values_list("variant__locale", "country"))
    assert found == {("en", "GB"), ("es", "ES"), ("es", "MX"), ("en", "")}


def test_large_crowds_are_cut_and_nobody_is_lost(brand, monkeypatch):
    monkeypatch.setattr("forewarn.mailings.sending.starting.PAGE", 7)
    monkeypatch.setattr("forewarn.mailings.sending.starting.cut", lambda members: cut(members, 10))
    ids = many_customers(brand, 45)
    Customer.objects.filter(pk__in=ids[3:6]).delete()
    mailing = started_mailing(brand)
    assert sorted(Batch.objects.values_list("size", flat=True)) == [2, 10, 10, 10, 10]
    assert mailing.eligible == 42


def test_waves_go_on_their_days_and_quiet_hours_move_them_into_the_morning(brand):
    many_customers(brand, 300, country="GB")
    evening = MIDDAY.replace(hour=21)
    mailing = started_mailing(brand, at=evening, waves=3, wave_days=3)
    times = dict(Batch.objects.values_list("wave", "not_before"))
    london = ZoneInfo("Europe/London")
    assert {wave: at.astimezone(london).strftime("%d %H:%M") for wave, at in times.items()} == {
        0: "24 08:00",
        1: "25 08:00",
        2: "26 08:00",
    }
    assert sum(Batch.objects.values_list("size", flat=True)) == 300
    assert mailing.eligible == 300


def test_sending_now_at_any_hour_waits_for_nothing(brand):
    many_customers(brand, 3, country="GB")
    mailing = approved_mailing(brand)
    evening = MIDDAY.replace(hour=22)
    send_now(mailing=mailing, at_any_hour=True, by=APPROVER, now=evening)
    assert start(mailing.pk, now=evening)
    assert Batch.objects.get().not_before == evening


def test_the_queries_of_a_start_do_not_grow_with_the_crowd(brand, django_assert_max_num_queries):
    many_customers(brand, 10)
    mailing = scheduled(brand)
    many_customers(brand, 500)
    with django_assert_max_num_queries(40):
        start(mailing.pk, now=MIDDAY)


# -- the night during sending ------------------------------------------------------------------------------------------


def test_a_batch_that_meets_the_night_goes_on_in_the_morning(brand):
    ids = many_customers(brand, 30, country="GB")
    mailing = started_mailing(brand, at=MIDDAY.replace(hour=19))
    post = Post()
    post.clock.moment = MIDDAY.replace(hour=19, minute=58, second=30)
    with post.sender(mailing, should_stop=lambda: post.clock.advance(seconds=30)) as sender:
        assert sender.send_due() is None
    assert len(post.keys) == 10
    batch = Batch.objects.get()
    assert batch.state == "waiting"
    assert batch.not_before == (MIDDAY + timedelta(days=1)).replace(hour=8)
    post.clock.moment = batch.not_before
    with post.sender(mailing) as sender:
        sender.send_due()
    assert post.keys == ids


# -- the periodic work -------------------------------------------------------------------------------------------------


def queued() -> list[str]:
    return [row.task_path.rpartition(".")[2] for row in DBTaskResult.objects.order_by("enqueued_at")]


@pytest.fixture
def at_once(monkeypatch):
    """Commits count as done inside a test's own transaction."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda function, **kwargs: function())
    DBTaskResult.objects.all().delete()


def test_tick_calls_for_what_is_due_and_only_once_for_a_while(brand, at_once):
    many_customers(brand, 3)
    waiting = scheduled(brand, at=MIDDAY + timedelta(hours=1))
    running = started_mailing(brand)
    tasks.tick(MIDDAY)
    assert queued() == ["send_batches"]
    tasks.tick(MIDDAY + timedelta(seconds=15))
    assert queued() == ["send_batches"]
    tasks.tick(MIDDAY + timedelta(seconds=21))
    assert queued() == ["send_batches", "send_batches"]
    tasks.tick(MIDDAY + timedelta(hours=1))
    assert "start_mailing" in queued()
    assert waiting.pk != running.pk


def test_tick_leaves_alone_what_rests_or_waits(brand, at_once):
    many_customers(brand, 3)
    mailing = started_mailing(brand)
    with Post(lambda envelope: RELAY_DOWN).sender(mailing) as sender:
        sender.send_due()
    tasks.tick(MIDDAY)
    assert queued() == []
    tasks.tick(MIDDAY + timedelta(seconds=6))
    assert queued() == ["send_batches"]


def test_tick_ends_what_a_dead_worker_left_of_a_cancelled_mailing(brand, at_once):
    ids = many_customers(brand, 3)
    mailing = started_mailing(brand)
    Batch.objects.update(state="sending", claimed_by="elsewhere:1:1:x", lease_until=MIDDAY + timedelta(minutes=2))
    cancel(mailing=mailing, by=APPROVER, now=MIDDAY)
    tasks.tick(MIDDAY)
    assert Batch.objects.get().state == "sending"
    tasks.tick(MIDDAY + timedelta(minutes=3))
    assert Batch.objects.get().state == "cancelled"
    assert list(crowd(mailing, Crowd.CANCELLED)) == ids


def test_tick_finishes_a_mailing_whose_last_batch_ended_with_its_worker(brand, at_once):
    many_customers(brand, 3)
    mailing = started_mailing(brand)
    Batch.objects.update(state="done")
    tasks.tick(MIDDAY)
    mailing.refresh_from_db()
    assert mailing.state == "done"


def test_the_tasks_start_and_send_through_the_relays(brand, at_once, monkeypatch):
    from forewarn.mailings.sending import means

    many_customers(brand, 3)
    mailing = scheduled(brand)
    mailing.keeps_quiet_hours = False
    mailing.save()
    monkeypatch.setattr(means, "this_moment", lambda: MIDDAY)
    monkeypatch.setattr(tasks, "this_moment", lambda: MIDDAY)
    tasks.start_mailing.call(mailing_id=mailing.pk)
    assert queued() == ["send_batches"]
    tasks.send_batches.call(mailing_id=mailing.pk)
    mailing.refresh_from_db()
    assert "No relay takes this brand's mail" in mailing.trouble
    assert mailing.called_at == MIDDAY


def test_every_worker_is_called(brand, at_once, settings):
    settings.WORKERS = 3
    many_customers(brand, 3)
    started_mailing(brand)
    tasks.tick(MIDDAY)
    assert queued() == ["send_batches"] * 3


def test_who_sends_shows_it_so_that_nobody_else_is_called(brand, at_once):
    many_customers(brand, 30)
    mailing = started_mailing(brand)
    post = Post()
    with post.sender(mailing, should_stop=lambda: len(post.mails) >= 10) as sender:
        sender.send_due()
    mailing.refresh_from_db()
    assert mailing.called_at == MIDDAY
    tasks.tick(MIDDAY + timedelta(seconds=19))
    assert queued() == []


def test_groups_begin_small_grow_with_a_quick_relay_and_shrink_with_a_slow_one():
    tempo = Tempo(Pace(first_group=5, group=50, group_seconds=1.0))
    assert tempo.size == 5
    for sent, seconds, size in [(5, 0.01, 50), (50, 2.0, 25), (25, 25.0, 1), (1, 0.0, 50), (50, 0.0001, 50)]:
        tempo.adapt(sent, seconds)
        assert tempo.size == size


def test_after_a_worker_of_this_machine_was_killed_another_is_called_at_once(brand, at_once):
    many_customers(brand, 3)
    mailing = started_mailing(brand)
    machine, pid, began, end = new_holder().split(":")
    dead = f"{machine}:{pid}:{int(began) - 1}:{end}"
    Batch.objects.update(state="sending", claimed_by=dead, lease_until=MIDDAY + timedelta(minutes=2))
    Mailing.objects.filter(pk=mailing.pk).update(called_at=MIDDAY)
    tasks.tick(MIDDAY + timedelta(seconds=1))
    assert queued() == ["send_batches"]
