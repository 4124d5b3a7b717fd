"""Fetching by IMAP from a real socket: ids remembered, bytes exact, nothing deleted unless told, trouble in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from imap_server import Folder, ImapServer, serving
from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted
from intake_builders import LATER, bounce, listening_in, mail
from test_intake_listener_transports import write_certificate

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.intake.limits import MAX_MAIL_BYTES, POLL_EVERY, POLL_PAUSE
from forewarn.intake.mailboxes import connecting, polling
from forewarn.intake.mailboxes.actions import (
    UnableToChangeMailbox,
    add_mailbox,
    change_mailbox,
    remove_mailbox,
    try_mailbox,
)
from forewarn.intake.mailboxes.polling import poll, poll_due
from forewarn.intake.models import Mailbox, ReceivedMail
from forewarn.intake.reading import read_received
from forewarn.intake.tokens import bounce_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    with serving(ImapServer()) as server:
        yield server


def a_mailbox(brand, server, **fields):
    fields = {
        "host": "127.0.0.1",
        "port": server.port,
        "tls": "none",
        "username": "reports@lantern.example",
        "password": "correct horse",
    } | fields
    return add_mailbox(brand=brand, by=SYSTEM, now=NOW, **fields)


@pytest.fixture
def mailbox(brand, server):
    return a_mailbox(brand, server)


def test_new_mail_is_fetched_once_byte_for_byte_and_marked_as_seen(server, mailbox):
    odd = mail() + b"\x00\xff bare\rand\nlines without an end"
    server.inbox.add(odd)
    server.inbox.add(mail("second"))
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 2
    assert poll(mailbox_id=mailbox.pk, now=NOW + POLL_EVERY) == 0
    first, second = ReceivedMail.objects.order_by("pk")
    assert (first.raw.data, second.raw.data) == (odd, mail("second"))
    assert (first.source, first.copies, first.mail_from) == ("imap", 1, "kim@people.example")
    assert {uid: flags for uid, (_, flags) in server.inbox.mails.items()} == {1: {r"\Seen"}, 2: {r"\Seen"}}
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.uid_validity, mailbox.fetched) == (2, 1, 2)
    assert mailbox.polled_at == NOW + POLL_EVERY


def test_what_comes_later_is_fetched_later(server, mailbox):
    server.inbox.add(mail("one"))
    poll(mailbox_id=mailbox.pk, now=NOW)
    server.inbox.add(mail("two"))
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 1
    assert not any("STORE" in command or "EXPUNGE" in command for command in server.commands)


def test_mail_that_others_have_read_is_fetched_all_the_same(server, mailbox):
    server.inbox.mails[server.inbox.add(mail())][1].add(r"\Seen")
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 1


def test_a_folder_made_anew_is_read_from_the_start_and_copies_are_one(server, mailbox):
    server.inbox.add(mail("old"))
    server.inbox.add(mail("older"))
    poll(mailbox_id=mailbox.pk, now=NOW)
    server.folders["INBOX"] = Folder(validity=2)
    server.inbox.add(mail("old"))
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 1
    assert sorted(ReceivedMail.objects.values_list("copies", flat=True)) == [1, 2]
    mailbox.refresh_from_db()
    assert (mailbox.uid_validity, mailbox.last_uid) == (2, 1)


def test_a_connection_cut_in_the_middle_loses_nothing_and_repeats_nothing(server, mailbox):
    for number in range(4):
        server.inbox.add(mail(str(number)))
    server.breaks_at = "UID FETCH 3 (BODY"
    assert poll(mailbox_id=mailbox.pk, now=NOW) is None
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.failures, mailbox.lease_until) == (2, 1, None)
    assert mailbox.last_error
    server.breaks_at = ""
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 2
    assert list(ReceivedMail.objects.values_list("copies", flat=True)) == [1, 1, 1, 1]
    mailbox.refresh_from_db()
    assert (mailbox.failures, mailbox.last_error) == (0, "")


def test_a_poller_killed_after_storing_repeats_one_mail_which_is_counted(server, mailbox, monkeypatch):
    server.inbox.add(mail())

    def killed(*_, **__):
        raise KeyboardInterrupt

    real = polling.receive_at
    monkeypatch.setattr(polling, "receive_at", lambda **fields: (real(**fields), killed()))
    with pytest.raises(KeyboardInterrupt):
        poll(mailbox_id=mailbox.pk, now=NOW)
    monkeypatch.undo()
    assert poll(mailbox_id=mailbox.pk, now=NOW) is None  # the lease of the dead one still holds
    assert poll(mailbox_id=mailbox.pk, now=NOW + timedelta(minutes=6)) == 1
    assert ReceivedMail.objects.get().copies == 2


def test_deleting_happens_only_where_it_is_wanted(brand, server):
    mailbox = a_mailbox(brand, server, deletes=True)
    server.inbox.add(mail("a"))
    server.inbox.add(mail("b"))
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 2
    assert server.inbox.mails == {}
    assert ReceivedMail.objects.count() == 2


def test_time_is_limited_and_the_rest_is_due_at_once(server, mailbox, monkeypatch):
    for number in range(5):
        server.inbox.add(mail(str(number)))
    moments = iter([0.0, 1.0, 2.0, 99.0])
    monkeypatch.setattr(polling.time, "monotonic", lambda: next(moments))
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 2
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.due_at) == (2, NOW)


def test_a_mail_that_is_too_large_is_shown_and_left_there(server, mailbox):
    server.inbox.add(mail())
    server.declared_size = MAX_MAIL_BYTES + 1
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 1
    row = ReceivedMail.objects.get()
    assert row.state == "failed"
    assert "larger than 25 MB and was left in reports@lantern.example" in row.problem
    assert not any("BODY" in command for command in server.commands)


def test_an_empty_mail_does_not_stop_the_others(server, mailbox):
    server.inbox.add(b"")
    server.inbox.add(mail())
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 2
    assert sorted(ReceivedMail.objects.values_list("state", flat=True)) == ["failed", "waiting"]


# Which address it came to ------------------------------------------------------------------------------------------

BOUNCES = f"bounce+{bounce_token(3, 9)}@mail.lantern.example"


@pytest.mark.parametrize(
    ("headers", "route"),
    [
        ({"To": BOUNCES}, "bounce"),
        ({"To": "reports@lantern.example", "Delivered-To": BOUNCES}, "bounce"),
        ({"To": "Check <check@mail.lantern.example>", "X-Original-To": BOUNCES}, "bounce"),
        ({"To": "someone@elsewhere.example", "Cc": "dmarc@mail.lantern.example"}, "dmarc"),
        ({"To": "check@mail.harbour.example"}, "fbl"),  # another brand's: this mailbox says nothing about that one
        ({"To": "undisclosed-recipients:;"}, "fbl"),
    ],
)
def test_the_headers_tell_the_address_else_the_mailbox_does(brand, server, headers, route):
    make_brand("harbour")
    mailbox = a_mailbox(brand, server, route="fbl")
    server.inbox.add(mail(**headers))
    poll(mailbox_id=mailbox.pk, now=NOW)
    row = ReceivedMail.objects.get()
    assert (row.route, row.brand) == (route, brand)


def test_a_bounce_in_a_mailbox_does_what_one_at_the_listener_does(server, mailbox):
    server.inbox.add(bounce().replace(b"To: bounces@mail.brand.example", b"Delivered-To: " + BOUNCES.encode()))
    poll(mailbox_id=mailbox.pk, now=NOW)
    with listening_in() as heard:
        read_received(ReceivedMail.objects.get().pk, now=LATER)
    assert [event.customer_id for event in heard.hard] == [9]


# Trouble -----------------------------------------------------------------------------------------------------------


def trouble_of(mailbox):
    assert poll(mailbox_id=mailbox.pk, now=NOW) is None
    mailbox.refresh_from_db()
    return mailbox.last_error


def test_a_wrong_password(brand, server):
    told = trouble_of(a_mailbox(brand, server, password="battery staple"))
    assert "does not let reports@lantern.example in" in told and "password" in told
    assert "battery" not in told


def test_a_password_with_other_letters(brand, server):
    server.password = "pässword"
    server.inbox.add(mail())
    assert poll(mailbox_id=a_mailbox(brand, server, password="pässword").pk, now=NOW) == 1


def test_a_folder_that_is_not_there(brand, server):
    assert "has no folder Reports" in trouble_of(a_mailbox(brand, server, folder="Reports"))


def test_a_server_that_is_not_there(brand, server):
    mailbox = a_mailbox(brand, server, port=1)
    assert "cannot be reached" in trouble_of(mailbox)


def test_a_server_that_says_nothing(brand, server, monkeypatch):
    import socket

    monkeypatch.setattr(connecting, "IMAP_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        told = trouble_of(a_mailbox(brand, server, port=silent.getsockname()[1]))
    assert "did not answer" in told


def test_another_secret_than_the_password_was_sealed_with(mailbox, settings):
    settings.SECRET_KEY = "another-secret-" + "1" * 40
    assert "FOREWARN_SECRET_KEY differs" in trouble_of(mailbox)


def test_what_keeps_failing_is_asked_less_often(mailbox, server):
    server.password = "changed"
    pauses, moment = [], NOW
    for _ in range(7):
        poll_due(now=moment)
        mailbox.refresh_from_db()
        pauses.append(mailbox.due_at - moment)
        moment = mailbox.due_at
    assert pauses[:3] == [POLL_EVERY, 2 * POLL_EVERY, 4 * POLL_EVERY]
    assert pauses[-1] == POLL_PAUSE
    assert mailbox.failures == 7


def test_only_what_is_due_and_active_is_polled(brand, server):
    a_mailbox(brand, server, username="off@lantern.example", active=False)
    a_mailbox(brand, server)
    poll_due(now=NOW)
    poll_due(now=NOW + timedelta(seconds=30))
    assert sum(command.startswith("LOGIN") for command in server.commands) == 1


# TLS ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path):
    return write_certificate(tmp_path, "localhost")


@pytest.mark.parametrize("mode", ["implicit", "starttls"])
def test_tls_with_a_certificate_of_a_private_authority(brand, certificate, mode):
    context = certificate.context()
    tls = {"implicit_tls": context} if mode == "implicit" else {"starttls": context}
    with serving(ImapServer(**tls)) as server:
        server.inbox.add(mail())
        trusted = certificate.chain.read_text()
        mailbox = a_mailbox(brand, server, host="localhost", tls=mode, ca_certificate=trusted)
        assert poll(mailbox_id=mailbox.pk, now=NOW) == 1
        strict = a_mailbox(brand, server, host="localhost", tls=mode, username="other@lantern.example")
        assert "is not trusted" in trouble_of(strict)


def test_a_server_without_tls_where_tls_is_wanted(brand, server):
    assert "speaks no TLS" in trouble_of(a_mailbox(brand, server, tls="implicit"))


def test_the_library_has_the_signatures_that_are_used():
    import inspect

    for kind in (MailBox, MailBoxStartTls, MailBoxUnencrypted):
        parameters = inspect.signature(kind).parameters
        assert {"host", "port", "timeout"} <= set(parameters)
    assert "initial_folder" in inspect.signature(MailBox.login).parameters
    assert "initial_folder" in inspect.signature(MailBox.login_utf8).parameters


# Settings ----------------------------------------------------------------------------------------------------------


def test_adding_changing_and_removing_are_in_the_log_without_the_password(brand, server):
    mailbox = a_mailbox(brand, server)
    assert "correct horse" not in mailbox.password_sealed
    mailbox.last_uid, mailbox.failures, mailbox.last_error = 7, 3, "It broke."
    change_mailbox(mailbox=mailbox, by=SYSTEM, now=NOW, deletes=True, password="")
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.failures, mailbox.last_error, mailbox.deletes) == (7, 0, "", True)
    change_mailbox(mailbox=mailbox, by=SYSTEM, now=NOW, folder="Reports")
    assert Mailbox.objects.get().last_uid == 0
    remove_mailbox(mailbox=mailbox, by=SYSTEM, now=NOW)
    assert not Mailbox.objects.exists()
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["mailbox.added", "mailbox.changed", "mailbox.changed", "mailbox.removed"]
    assert "correct horse" not in str(list(AuditEvent.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"password": ""}, "Give the password"),
        ({"host": "imap.elsewhere.example", "tls": "none"}, "Without TLS"),
        ({"ca_certificate": "nonsense"}, "must be PEM"),
        ({"host": "", "tls": "implicit"}, "cannot be blank"),
        ({"route": "elsewhere"}, "not a valid choice"),
    ],
)
def test_what_cannot_be_a_mailbox(brand, server, fields, words):
    with pytest.raises(UnableToChangeMailbox, match=words):
        a_mailbox(brand, server, **fields)


def test_the_same_folder_twice_is_refused(brand, server, mailbox):
    with pytest.raises(UnableToChangeMailbox, match="already exists"):
        a_mailbox(brand, server)


def test_trying_fetches_at_once(server, mailbox):
    server.inbox.add(mail())
    assert try_mailbox(mailbox=mailbox, now=NOW) == 1
