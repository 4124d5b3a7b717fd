"""A mail is read once, and never lost: what breaks is kept and shown, what was broken off is taken up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from intake_builders import LATER, bounce, listening_in, mail, take, take_and_read

from forewarn.intake.handlers import registry, reports
from forewarn.intake.limits import MAX_ATTEMPTS, READ_WITHIN, RETRY_AFTER
from forewarn.intake.models import RawMail, ReceivedMail
from forewarn.intake.outcomes import Outcome
from forewarn.intake.reading import read_received
from forewarn.intake.rules import Route
from forewarn.intake.signals import unsubscribe_by_mail
from forewarn.intake.tokens import bounce_token, unsubscribe_token

pytestmark = pytest.mark.django_db


def to_bounce(mailing=3, customer=9):
    return f"bounce+{bounce_token(mailing, customer)}@mail.lantern.example"


def test_reading_twice_announces_once(brand):
    with listening_in() as heard:
        row = take_and_read(bounce(), to_bounce())
        read_received(row.pk, now=LATER)
        read_received(row.pk, now=LATER + timedelta(days=1))
    assert len(heard.hard) == 1


def test_two_workers_at_once_announce_once(brand):
    """The second begins while the first is still reading: its claim finds nothing due."""
    receipt = take(bounce(), to_bounce())
    original = reports.read_report

    def while_reading(incoming):
        read_received(receipt.mail_id, now=LATER)
        return original(incoming)

    registry.handle(Route.BOUNCE, while_reading)
    try:
        with listening_in() as heard:
            read_received(receipt.mail_id, now=LATER)
    finally:
        registry.handle(Route.BOUNCE, original)
    assert len(heard.hard) == 1


def test_a_receiver_that_fails_undoes_everything_and_the_mail_is_shown(brand):
    def broken(sender, event, **_):
        raise RuntimeError("no such column\x00")

    unsubscribe_by_mail.connect(broken)
    address = f"unsubscribe+{unsubscribe_token(3, 9, 1)}@mail.lantern.example"
    try:
        row = take_and_read(mail(), address)
    finally:
        unsubscribe_by_mail.disconnect(broken)
    assert (row.state, row.problem) == ("failed", "RuntimeError: no such column")
    assert row.outcome == {}
    assert row.raw.data == mail()


def with_handler(monkeypatch, handler):
    monkeypatch.setitem(registry._handlers, Route.CHECK, handler)


@pytest.mark.parametrize("error", [RecursionError("too deep"), MemoryError(), ValueError("half a letter \udcff")])
def test_a_mail_that_breaks_its_reader_is_kept_with_the_reason(brand, monkeypatch, error):
    def breaks(incoming):
        raise error

    with_handler(monkeypatch, breaks)
    row = take_and_read(mail(), "check@mail.lantern.example")
    assert row.state == "failed"
    assert row.problem.startswith(type(error).__name__)
    assert row.raw.data == mail()


def test_trouble_with_the_database_is_tried_again_and_then_shown(brand, monkeypatch):
    def breaks(incoming):
        raise OperationalError("the connection is gone")

    with_handler(monkeypatch, breaks)
    row = take_and_read(mail(), "check@mail.lantern.example")
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.due_at - LATER <= RETRY_AFTER[0]  # somebody waits for the answer
    moment = LATER
    for _ in range(MAX_ATTEMPTS):
        moment += READ_WITHIN
        read_received(row.pk, now=moment)
    row.refresh_from_db()
    assert (row.state, row.problem) == ("failed", "Database: the connection is gone")


def test_a_mail_that_ends_the_worker_does_not_do_so_for_ever(brand, monkeypatch):
    def killed(incoming):
        raise KeyboardInterrupt

    with_handler(monkeypatch, killed)
    receipt = take(mail(), "check@mail.lantern.example")
    moment = LATER
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            read_received(receipt.mail_id, now=moment)
        moment += READ_WITHIN
    read_received(receipt.mail_id, now=moment)
    row = ReceivedMail.objects.get()
    assert (row.state, row.attempts) == ("failed", MAX_ATTEMPTS)
    assert "never ended" in row.problem


def test_a_mail_whose_route_nobody_reads_yet_is_kept(brand):
    row = take_and_read(mail("Is this you?"), "canary+abc@mail.lantern.example")
    assert (row.state, row.subject, row.header_from) == ("kept", "Is this you?", "Kim <kim@people.example>")
    assert row.raw.data


def test_a_handler_of_a_package_above_gets_the_whole_mail(brand, monkeypatch):
    seen, done = [], []

    def handler(incoming):
        seen.append(incoming)
        return Outcome("answered", details={"verdict": "not_ours"}, effects=(lambda: done.append(1),))

    with_handler(monkeypatch, handler)
    row = take_and_read(mail(), "check@mail.lantern.example", mail_from="kim@people.example")
    [incoming] = seen
    assert (incoming.raw, incoming.mail_from, incoming.route) == (mail(), "kim@people.example", Route.CHECK)
    assert incoming.mail.subject == "Is this from you?"
    assert done == [1]
    assert row.outcome == {"what": "answered", "verdict": "not_ours"}


def test_bytes_that_are_gone_are_said_to_be(brand):
    receipt = take(mail(), "check@mail.lantern.example")
    RawMail.objects.all().delete()
    read_received(receipt.mail_id, now=LATER)
    assert "no longer kept" in ReceivedMail.objects.get().problem


def test_an_erased_mail_is_left_alone(brand):
    read_received(4711, now=LATER)
