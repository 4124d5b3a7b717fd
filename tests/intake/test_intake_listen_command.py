"""`forewarn listen` as a process of its own: stopped cleanly, killed without loss, and what a dead worker left is read."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from intake_builders import CHECK, begin, listening_in, mail, raw_client

from factories import NOW, make_brand
from forewarn.foundation.clock import now
from forewarn.intake.limits import ASK_AFTER
from forewarn.intake.models import ReceivedMail
from forewarn.intake.tasks import tick
from forewarn.intake.tokens import unsubscribe_token

pytestmark = pytest.mark.django_db(transaction=True)


def environment():
    """For a process that works on the database of this test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "forewarn.config.settings_for_tests"}


class Process:
    """The command running; `port` is where it listens."""

    def __init__(self, process, port):
        self.process, self.port = process, port


@contextlib.contextmanager
def listening(*options):
    command = [sys.executable, "-m", "forewarn.cli", "listen", "--port", "0", "--name", "mx.lantern.example", *options]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        told = process.stdout.readline()
        found = re.fullmatch(r"Listening on 127\.0\.0\.1:(\d+) \((SMTP|LMTP)\)\.\n", told)
        assert found, told + process.stderr.read()
        yield Process(process, int(found[1]))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def client(port):
    return smtplib.SMTP("127.0.0.1", port, local_hostname="mx.people.example", timeout=60)


def test_it_takes_mail_and_stops_cleanly(brand):
    with listening() as listener:
        with client(listener.port) as smtp:
            assert smtp.ehlo()[1].startswith(b"mx.lantern.example")
            smtp.sendmail("kim@people.example", CHECK, mail())
        listener.process.send_signal(signal.SIGTERM)
        assert listener.process.wait(60) == 0
        _, errors = listener.process.communicate()
    assert ReceivedMail.objects.get().raw.data == mail()
    assert "kim@people.example" not in errors  # the log names nobody


def test_a_mail_in_hand_is_taken_before_it_stops(brand):
    with listening() as listener, raw_client(listener) as say:
        begin(say)
        say(b"Subject: in hand\r\n\r\n", answers=0)
        time.sleep(0.3)
        listener.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        [answer] = say(b"the rest\r\n.\r\n")
        assert answer.startswith(b"250 2.0.0")
        assert listener.process.wait(60) == 0
    assert ReceivedMail.objects.count() == 1


def test_killed_at_any_moment_whatever_was_answered_is_there(brand):
    answered = []
    with listening() as listener, client(listener.port) as smtp:
        try:
            for number in range(400):
                smtp.sendmail("kim@people.example", CHECK, mail(str(number)))
                answered.append(number)
                if number == 25:
                    listener.process.send_signal(signal.SIGKILL)
        except (smtplib.SMTPException, OSError):
            pass
        smtp.close()
    assert 25 < len(answered) < 400
    stored = {row.raw.data for row in ReceivedMail.objects.select_related("raw")}
    assert {mail(str(number)) for number in answered} <= stored
    assert len(stored) <= len(answered) + 1


STORE_AND_DIE = """
import os, signal, sys
import django
django.setup()
from forewarn.foundation import background
from forewarn.intake import actions
from forewarn.intake.rules import Source
from forewarn.foundation.clock import now
from django.db import transaction
actions.enqueue = lambda task, **ids: transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
actions.receive(raw=sys.stdin.buffer.read(), rcpt_to=sys.argv[1], source=Source.SMTP, now=now())
"""


def test_killed_between_storing_and_queueing_nothing_is_lost(brand):
    address = f"unsubscribe+{unsubscribe_token(3, 9, 1)}@mail.lantern.example"
    died = subprocess.run(
        [sys.executable, "-c", STORE_AND_DIE, address], input=mail("unsubscribe"), env=environment(), check=False
    )
    assert died.returncode == -signal.SIGKILL
    assert ReceivedMail.objects.get().state == "waiting"
    tick(now=now() + ASK_AFTER)
    ReceivedMail.objects.update(due_at=NOW)
    with listening_in() as heard:
        call_command("db_worker", queue_name="*", batch=True, startup_delay=False, interval=0, verbosity=0)
    assert [event.customer_id for event in heard.unsubscribed] == [9]
    assert ReceivedMail.objects.get().state == "done"


@pytest.mark.parametrize(
    ("extra", "options", "words"),
    [
        ({"FOREWARN_LISTEN_CERT": "nowhere.pem"}, (), "certificate nowhere.pem"),
        ({}, ("--host", "203.0.113.1"), "cannot be listened on"),
    ],
)
def test_what_keeps_it_from_starting_is_one_line(brand, extra, options, words):
    done = subprocess.run(
        [sys.executable, "-m", "forewarn.cli", "listen", "--port", "0", *options],
        env=environment() | extra,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert Path("nowhere.pem").exists() is False


def test_a_second_brand_is_heard_without_a_restart(brand, monkeypatch):
    from intake_builders import running_listener

    from forewarn.intake.listening import door

    monkeypatch.setattr(door, "DOMAINS_SECONDS", 0.0)
    with running_listener() as listener, client(listener.port) as smtp:
        smtp.ehlo()
        smtp.mail("kim@people.example")
        assert smtp.rcpt("check@mail.harbour.example")[0] == 550
        make_brand("harbour")
        assert smtp.rcpt("check@mail.harbour.example")[0] == 250
