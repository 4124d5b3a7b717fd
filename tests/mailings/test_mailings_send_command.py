"""`forewarn send` over a real SMTP server on a socket: what an operator sees, in words and in JSON."""

from __future__ import annotations

import json
import os
import signal

import pytest
from click.testing import CliRunner
from mailing_builders import APPROVER, approved_mailing, brand_that_signs, draft_mailing, many_customers, published_keys

from dkim_judges import dkimpy_accepts, opendkim_verdicts
from factories import NOW
from forewarn.cli.send import command
from forewarn.foundation.clock import now
from forewarn.mailings.actions.sending import cancel
from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.rules import retries
from forewarn.outbound.models import Relay
from outbound.smtp_server import HANG_UP, ScriptedServer, running

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def brand():
    return brand_that_signs()


@pytest.fixture
def server(brand):
    with running(ScriptedServer()) as server:
        Relay.objects.create(
            brand=brand, name="one", host="127.0.0.1", port=server.port, tls="none", connections=2, created_at=NOW
        )
        yield server


def run(mailing, *options):
    result = CliRunner().invoke(command, [str(mailing.pk), *options])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def run_json(mailing, *options):
    result = run(mailing, "--json", *options)
    return result.exit_code, json.loads(result.stdout)


def test_it_delivers_and_says_so(brand, server):
    many_customers(brand, 120)
    mailing = approved_mailing(brand)
    result = run(mailing)
    assert result.exit_code == 0, result.output
    assert "Done." in result.stdout
    assert "120  accepted" in result.stdout
    assert len(set(server.accepted)) == len(server.accepted) == 120


def test_json_has_the_figures(brand, server):
    many_customers(brand, 3)
    many_customers(brand, 2, care=False)
    mailing = approved_mailing(brand)
    code, printed = run_json(mailing)
    assert code == 0
    assert printed["state"] == "done"
    assert (printed["eligible"], printed["accepted"], printed["left"]) == (3, 3, 0)
    assert printed["not_reached"] == {"opted_out": 2}


def test_run_again_after_the_end_sends_nothing(brand, server):
    many_customers(brand, 3)
    mailing = approved_mailing(brand)
    run(mailing)
    code, printed = run_json(mailing)
    assert (code, printed["state"], len(server.accepted)) == (0, "done", 3)


def test_what_was_never_approved_is_refused_in_one_line(brand, server):
    many_customers(brand, 3)
    mailing = draft_mailing(brand)
    result = run(mailing)
    assert result.exit_code == 2
    assert result.stderr.strip().splitlines() == [
        "Error: You cannot send this mailing: it is draft. Submit it, then have another person approve it."
    ]
    assert server.mails == []


def test_an_unknown_number_is_refused_in_one_line(brand):
    result = CliRunner().invoke(command, ["999"])
    assert result.exit_code == 2
    assert "There is no mailing 999" in result.stderr


def test_refusals_are_shown_with_their_reasons(brand, server):
    many_customers(brand, 20)
    server.hook = lambda step, argument: "550 5.1.1 No such user" if step == "rcpt" and "person1@" in argument else None
    mailing = approved_mailing(brand)
    code, printed = run_json(mailing)
    assert (code, printed["accepted"], printed["refused"]) == (0, 19, 1)
    assert printed["reasons"] == [{"kind": "refused", "text": "550 5.1.1 No such user", "count": 1}]


def test_those_put_off_are_left_for_later(brand, server):
    many_customers(brand, 4)
    server.hook = lambda step, argument: "451 4.7.1 Later" if step == "rcpt" and "person1@" in argument else None
    mailing = approved_mailing(brand)
    result = run(mailing)
    assert result.exit_code == 0
    assert "Nothing more is due now. The next are due at" in result.stdout
    assert "1  put off, will be tried again" in " ".join(result.stdout.split("\n"))
    assert "deferred 1 × 451 4.7.1 Later" in result.stdout


def test_without_a_relay_it_says_what_to_set_up(brand, monkeypatch):
    monkeypatch.setattr("forewarn.cli.send.PATIENCE", 0)
    many_customers(brand, 3)
    mailing = approved_mailing(brand)
    code, printed = run_json(mailing)
    assert code == 1
    assert "No relay takes this brand's mail" in printed["held_up_by"]


def test_a_relay_that_comes_back_is_waited_for(brand, server, monkeypatch):
    monkeypatch.setattr(retries, "_RELAY_STEPS", (retries.timedelta(seconds=0.2),))
    many_customers(brand, 3)
    turns = []
    server.hook = lambda step, argument: (turns.append(1) or HANG_UP) if step == "connect" and len(turns) < 3 else None
    mailing = approved_mailing(brand)
    code, printed = run_json(mailing)
    assert (code, printed["accepted"], printed["held_up_by"]) == (0, 3, "")


@pytest.mark.parametrize("seconds", [0.2, 0])  # later, and due before the command looks again
def test_a_connection_cut_after_the_content_is_made_up_for(brand, server, monkeypatch, seconds):
    monkeypatch.setattr(retries, "IN_DOUBT_STEP", retries.timedelta(seconds=seconds))
    many_customers(brand, 10)
    cuts = []
    server.hook = lambda step, argument: (cuts.append(1) or HANG_UP) if step == "content" and len(cuts) < 1 else None
    mailing = approved_mailing(brand)
    code, printed = run_json(mailing)
    assert (code, printed["state"], printed["accepted"]) == (0, "done", 10)
    by_recipient = {}
    for mail in server.mails:
        line = next(line for line in mail.data.split(b"\r\n") if line.lower().startswith(b"message-id:"))
        by_recipient.setdefault(mail.rcpt_to[0], []).append(line)
    assert len(by_recipient) == 10
    assert all(len(set(lines)) == 1 for lines in by_recipient.values())


def test_interrupted_it_can_be_run_again_and_nobody_gets_two(brand, server):
    many_customers(brand, 400)
    mailing = approved_mailing(brand)

    def interrupt_once(step, argument):
        if step == "content" and len(server.mails) == 100:
            os.kill(os.getpid(), signal.SIGINT)

    server.hook = interrupt_once
    result = run(mailing)
    assert result.exit_code == 130
    assert "Run `forewarn send" in result.stdout
    assert 100 <= len(server.accepted) < 400
    server.hook = lambda step, argument: None
    assert run(mailing).exit_code == 0
    assert len(server.accepted) == len(set(server.accepted)) == 400


def test_a_paused_mailing_needs_the_word(brand, server):
    many_customers(brand, 200)
    mailing = approved_mailing(brand)
    server.hook = lambda step, argument: "550 5.1.1 no" if step == "rcpt" and "5@" in argument else None
    code, printed = run_json(mailing)
    assert (code, printed["state"]) == (1, "paused")
    assert "mails came back or were refused" in printed["paused_because"]
    server.hook = lambda step, argument: None
    sent = len(server.mails)
    code, printed = run_json(mailing)
    assert (code, len(server.mails)) == (1, sent)
    Mailing.objects.update(bounce_limit=100)
    code, printed = run_json(mailing, "--resume")
    assert (code, printed["state"]) == (0, "done")


def test_a_cancelled_mailing_is_not_sent(brand, server):
    many_customers(brand, 3)
    mailing = approved_mailing(brand)
    cancel(mailing=mailing, by=APPROVER, now=NOW)
    code, printed = run_json(mailing)
    assert (code, printed["state"], server.mails) == (1, "cancelled", [])


def test_quiet_hours_are_kept_when_asked_for(brand, server):
    many_customers(brand, 3, country="GB")
    hour = now().astimezone(brand.zone).hour
    brand.quiet_from, brand.quiet_until = hour, (hour + 2) % 24
    brand.save()
    mailing = approved_mailing(brand)
    result = run(mailing, "--quiet-hours")
    assert result.exit_code == 0
    assert server.mails == []
    assert Batch.objects.get().not_before.astimezone(brand.zone).hour == (hour + 2) % 24


def test_what_arrives_is_accepted_by_independent_judges(brand, server):
    many_customers(brand, 3, name="Zoë O'Neill-Łukasz")
    mailing = approved_mailing(brand)
    assert run(mailing).exit_code == 0
    zone = published_keys(brand)
    arrived = [mail.data for mail in server.mails]
    assert len(arrived) == 3
    assert all(dkimpy_accepts(mail, zone) for mail in arrived)
    assert opendkim_verdicts(arrived, zone) == [True, True, True]
