"""The listener on real sockets: durable before 250, never a relay, strict about line ends, stopped without loss."""

from __future__ import annotations

import asyncio
import smtplib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from intake_builders import CHECK, LATER, begin, bounce, client, listening_in, mail, raw_client, running_listener

from factories import NOW
from forewarn.foundation import machine
from forewarn.foundation.models import Heartbeat
from forewarn.intake.limits import MAX_RECIPIENTS
from forewarn.intake.listening import server, storage
from forewarn.intake.listening.server import UnableToListen
from forewarn.intake.models import ReceivedMail
from forewarn.intake.reading import read_received
from forewarn.intake.tokens import bounce_token

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_mail_over_the_socket_is_stored_byte_for_byte_with_its_envelope(listener):
    with client(listener) as smtp:
        refused = smtp.sendmail("kim@people.example", CHECK, mail(text=".dot\r\n..two"))
    row = ReceivedMail.objects.get()
    assert refused == {}
    assert row.raw.data == mail(text=".dot\r\n..two")
    assert (row.mail_from, row.source, row.state) == ("kim@people.example", "smtp", "waiting")


def test_it_is_committed_before_250_is_said(listener, monkeypatch):
    seen = []
    push = server.LimitedSmtp.push

    async def watched(self, status):
        if status.startswith("250 2.0.0"):
            seen.append(connection_of_its_own("SELECT count(*) FROM intake_rawmail"))
        await push(self, status)

    monkeypatch.setattr(server.LimitedSmtp, "push", watched)
    with client(listener) as smtp:
        smtp.sendmail("kim@people.example", CHECK, mail())
    assert seen == [1]


def connection_of_its_own(query):
    """What another connection sees: only what was committed."""

    def ask():
        with connection.cursor() as cursor:
            cursor.execute(query)
            found = cursor.fetchone()[0]
        connection.close()
        return found

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask).result()


def test_commits_of_the_listener_reach_the_disk(brand):
    """FULL for the listener, NORMAL for everybody else; PostgreSQL writes through by itself."""
    query, wanted = (
        ("PRAGMA synchronous", [2, 1]) if connection.vendor == "sqlite" else ("SHOW synchronous_commit", ["on", "on"])
    )
    modes = []
    with storage.written_through():
        connection.close()
        modes.append(asked(query))
    connection.close()
    modes.append(asked(query))
    assert modes == wanted


def asked(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def test_a_bounce_comes_with_the_empty_sender(listener):
    with client(listener) as smtp:
        smtp.sendmail("", f"bounce+{bounce_token(3, 9)}@mail.lantern.example", bounce())
    row = ReceivedMail.objects.get()
    assert row.mail_from == ""
    with listening_in() as heard:
        read_received(row.pk, now=LATER)
    assert [event.customer_id for event in heard.hard] == [9]


@pytest.mark.parametrize(
    "address",
    [
        "someone@elsewhere.example",
        "info@mail.lantern.example",
        "check@lantern.example",
        "someone%elsewhere.example@mail.lantern.example",
        "elsewhere.example!someone@mail.lantern.example",
        '"someone@elsewhere.example"@mail.lantern.example',
        "check@elsewhere.example@mail.lantern.example",
        "unsubscribe@mail.lantern.example",
    ],
)
def test_never_a_relay(listener, address):
    with client(listener) as smtp:
        smtp.ehlo()
        smtp.mail("kim@people.example")
        code, _ = smtp.rcpt(address)
        assert code in (550, 553)
        assert smtp.docmd("DATA")[0] == 503
    assert not ReceivedMail.objects.exists()


def test_the_postmaster_is_heard_with_and_without_a_domain(listener):
    with client(listener) as smtp:
        refused = smtp.sendmail("kim@people.example", ["postmaster", "Abuse@Mail.Lantern.example"], mail())
    assert refused == {}
    assert set(ReceivedMail.objects.values_list("route", "rcpt_to")) == {
        ("postmaster", "postmaster@mail.lantern.example")
    }


def test_nobody_can_sign_in_to_be_relayed(listener):
    with client(listener) as smtp:
        smtp.ehlo()
        assert not smtp.has_extn("auth")
        assert smtp.docmd("AUTH", "PLAIN AHVzZXIAcGFzcw==")[0] >= 500


def test_several_recipients_are_stored_per_route_and_strangers_are_refused(listener):
    others = ["journal+provider@mail.lantern.example", "dmarc@mail.lantern.example"]
    with client(listener) as smtp:
        refused = smtp.sendmail("kim@people.example", [CHECK, "x@elsewhere.example", *others], mail())
    assert list(refused) == ["x@elsewhere.example"]
    assert sorted(ReceivedMail.objects.values_list("route", flat=True)) == ["check", "dmarc", "journal"]


def test_too_many_recipients_are_put_off(listener):
    with client(listener) as smtp:
        smtp.ehlo()
        smtp.mail("kim@people.example")
        codes = [smtp.rcpt(f"journal+v{n}@mail.lantern.example")[0] for n in range(MAX_RECIPIENTS + 1)]
    assert codes == [250] * MAX_RECIPIENTS + [452]


def test_the_same_mail_sent_again_after_a_lost_answer_is_one(listener):
    for _ in range(3):
        with client(listener) as smtp:
            smtp.sendmail("kim@people.example", CHECK, mail())
    assert ReceivedMail.objects.get().copies == 3


LARGE = ("y" * 70 + "\r\n") * 30_000


def test_a_mail_that_is_too_large_is_refused_before_and_after_it_is_sent(brand):
    with running_listener(mail_bytes=2 * 1024**2) as listener:
        with client(listener) as smtp, pytest.raises(smtplib.SMTPSenderRefused) as told:
            smtp.sendmail("kim@people.example", CHECK, mail(text=LARGE))
        with raw_client(listener) as say:
            begin(say)
            [answer] = say(mail(text=LARGE) + b".\r\n")
            assert answer.startswith(b"552")
            assert b"2 MB" in answer
            assert b"without its attached files" in answer
            assert say(b"NOOP\r\n") == [b"250 OK\r\n"]
    assert told.value.smtp_code == 552
    assert b"2 MB" in told.value.smtp_error
    assert not ReceivedMail.objects.exists()


def test_lines_longer_than_the_standard_allows_are_taken(listener):
    long = mail(text="<p>" + "x" * 300_000 + "</p>")
    with client(listener) as smtp:
        smtp.sendmail("kim@people.example", CHECK, long)
    assert ReceivedMail.objects.get().raw.data == long


def test_an_empty_mail_is_refused_with_a_reason(listener):
    with raw_client(listener) as say:
        begin(say)
        assert say(b"\r\n.\r\n") == [b"554 5.6.0 The mail is empty.\r\n"]


# When it cannot store ----------------------------------------------------------------------------------------------


def failing_with(monkeypatch, error):
    def fails(**_):
        raise error

    monkeypatch.setattr(storage, "receive_at", fails)


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database or disk is full"),
        OperationalError("could not extend file: No space left on device"),
        OperationalError("connection refused"),
        OSError(28, "No space left on device"),
    ],
)
def test_what_cannot_be_stored_stays_with_its_sender(listener, monkeypatch, error):
    failing_with(monkeypatch, error)
    with client(listener) as smtp, pytest.raises(smtplib.SMTPDataError) as told:
        smtp.sendmail("kim@people.example", CHECK, mail())
    assert told.value.smtp_code == 452
    monkeypatch.undo()
    with client(listener) as smtp:
        smtp.sendmail("kim@people.example", CHECK, mail())
    assert ReceivedMail.objects.get().copies == 1


def test_a_disk_that_is_nearly_full_takes_no_more_mail(listener, monkeypatch):
    monkeypatch.setattr(machine, "free_disk", lambda: 1_000_000)
    with client(listener) as smtp, pytest.raises(smtplib.SMTPDataError) as told:
        smtp.sendmail("kim@people.example", CHECK, mail())
    assert told.value.smtp_code == 452
    assert b"disk is full" in told.value.smtp_error


def test_all_recipients_or_none(listener, monkeypatch):
    real, calls = storage.receive_at, []

    def second_fails(**fields):
        calls.append(fields)
        if len(calls) == 2:
            raise OperationalError("database or disk is full")
        return real(**fields)

    monkeypatch.setattr(storage, "receive_at", second_fails)
    with client(listener) as smtp, pytest.raises(smtplib.SMTPDataError):
        smtp.sendmail("kim@people.example", [CHECK, "dmarc@mail.lantern.example"], mail())
    assert not ReceivedMail.objects.exists()


def test_without_a_database_recipients_are_put_off_not_refused(brand, monkeypatch):
    def fails():
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(storage, "intake_domains", fails)
    with running_listener() as listener, client(listener) as smtp:
        smtp.ehlo()
        smtp.mail("kim@people.example")
        assert smtp.rcpt(CHECK)[0] == 452


def test_what_nobody_thought_of_stays_with_its_sender_too(listener, monkeypatch):
    failing_with(monkeypatch, ZeroDivisionError("surprise"))
    with client(listener) as smtp, pytest.raises(smtplib.SMTPDataError) as told:
        smtp.sendmail("kim@people.example", CHECK, mail())
    assert told.value.smtp_code == 451
    assert b"surprise" not in told.value.smtp_error


# Connections -------------------------------------------------------------------------------------------------------


def test_one_connection_too_many_is_told_to_come_again(brand):
    with running_listener(crowd={"most": 2}) as listener:
        with client(listener) as first, client(listener) as second:
            with pytest.raises(smtplib.SMTPConnectError) as told:
                client(listener)
            assert (first.noop()[0], second.noop()[0]) == (250, 250)
        assert told.value.smtp_code == 421
        deadline = time.monotonic() + 60
        while listener.crowd.open and time.monotonic() < deadline:
            time.sleep(0.02)
        with client(listener) as again:
            assert again.noop()[0] == 250
            assert sum(listener.crowd.inside.values()) == 1


def test_signs_of_life(listener):
    deadline = time.monotonic() + 60
    while not Heartbeat.objects.filter(name="listener").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert Heartbeat.objects.get(name="listener").at == NOW


def test_stopping_waits_for_the_mail_in_hand_and_dismisses_the_others(brand):
    with running_listener() as listener:
        idle = client(listener)
        with raw_client(listener) as say:
            begin(say)
            say(b"Subject: in hand\r\n\r\n", answers=0)
            stopper = _stop_soon(listener)
            time.sleep(0.3)
            [answer] = say(b"the rest\r\n.\r\n")
            stopper.join(60)
        assert answer.startswith(b"250")
        assert idle.getreply()[0] == 421
        idle.close()
    assert ReceivedMail.objects.count() == 1


def _stop_soon(listener):
    """The end of `running_listener` comes after the block; this is the same request, earlier."""
    protocol = next(iter(listener.crowd.open))

    async def goodbye():
        await listener._say_goodbye()

    def stop():
        asyncio.run_coroutine_threadsafe(goodbye(), protocol.loop).result(10)

    thread = threading.Thread(target=stop)
    thread.start()
    return thread


def test_a_port_in_use_is_said_clearly(listener):
    place = server.Place("127.0.0.1", listener.port)
    with pytest.raises(UnableToListen, match=r"cannot be listened on.*FOREWARN_LISTEN_PORT"):
        asyncio.run(server.Listener(place, lambda: NOW).run(asyncio.Event()))


def test_a_small_flood_over_the_socket(listener):
    """The large one is the same: one row, and the speed of one commit each."""
    with client(listener) as smtp:
        for _ in range(300):
            smtp.sendmail("mallory@people.example", CHECK, mail())
    assert ReceivedMail.objects.get().copies == 300
