"""Fetching by IMAP from servers that refuse, lose, cut and repeat: nothing is lost, and one bad mail holds up no other."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from imap_server import Folder, ImapServer, serving
from imap_tools.imap_utf7 import utf7_encode
from intake_builders import mail
from test_intake_mailboxes import a_mailbox

from factories import NOW
from forewarn.audit.rules import SYSTEM
from forewarn.foundation import machine
from forewarn.intake.health import problems
from forewarn.intake.limits import POLL_EVERY
from forewarn.intake.mailboxes import connecting, polling
from forewarn.intake.mailboxes.actions import change_mailbox
from forewarn.intake.mailboxes.polling import NO_ROOM, poll, poll_due
from forewarn.intake.models import ReceivedMail

pytestmark = pytest.mark.django_db
REFUSALS = ["NO [SERVERBUG] Internal error occurred", "BAD nothing like this"]


@pytest.fixture
def server():
    with serving(ImapServer()) as server:
        yield server


@pytest.fixture
def mailbox(brand, server):
    return a_mailbox(brand, server)


def subjects() -> list[bytes]:
    rows = ReceivedMail.objects.filter(raw__isnull=False).select_related("raw").order_by("pk")
    return [row.raw.data.split(b"Subject: ")[1].split(b"\r\n")[0] for row in rows]


@pytest.mark.parametrize("answer", REFUSALS)
def test_a_mail_that_is_not_handed_over_is_shown_and_the_others_come(server, mailbox, answer):
    for number in range(4):
        server.inbox.add(mail(str(number)))
    server.refuses = {2: answer, 3: answer}
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 2
    assert subjects() == [b"0", b"3"]
    left = ReceivedMail.objects.filter(raw=None)
    assert {row.state for row in left} == {"failed"}
    assert len(left) == 2 and "does not hand it over" in left[0].problem and answer.split()[0] in left[0].problem
    assert poll(mailbox_id=mailbox.pk, now=NOW + POLL_EVERY) == 0
    assert ReceivedMail.objects.count() == 4


@pytest.mark.parametrize("answer", REFUSALS)
def test_a_server_that_hands_nothing_over_loses_nothing(server, mailbox, answer):
    for number in range(3):
        server.inbox.add(mail(str(number)))
    server.refuses = {2: answer, 3: answer}
    assert poll(mailbox_id=mailbox.pk, now=NOW) is None
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.failures) == (1, 1)
    assert "127.0.0.1 does not hand over mail" in mailbox.last_error
    server.refuses = {}
    assert poll(mailbox_id=mailbox.pk, now=mailbox.due_at) == 2
    assert subjects() == [b"0", b"1", b"2"]
    assert not ReceivedMail.objects.filter(state="failed").exists()


def test_a_mail_that_somebody_deletes_meanwhile_is_no_trouble(server, mailbox):
    for number in range(3):
        server.inbox.add(mail(str(number)))
    server.vanish = {2}
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 2
    assert subjects() == [b"0", b"2"]
    assert not ReceivedMail.objects.filter(state="failed").exists()
    mailbox.refresh_from_db()
    assert (mailbox.fetched, mailbox.last_uid, mailbox.last_error) == (2, 3, "")


def test_half_a_mail_is_none(server, mailbox):
    server.inbox.add(mail("0"))
    server.inbox.add(mail("1", text="x" * 100_000))
    server.cuts = 2
    assert poll(mailbox_id=mailbox.pk, now=NOW) is None
    mailbox.refresh_from_db()
    assert (subjects(), mailbox.last_uid, mailbox.failures) == ([b"0"], 1, 1)
    assert mailbox.last_error
    server.cuts = 0
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 1
    assert subjects() == [b"0", b"1"]
    assert set(ReceivedMail.objects.values_list("copies", flat=True)) == {1}


def test_a_folder_that_is_empty_is_asked_nothing(server, mailbox):
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 0
    assert not any("SEARCH" in command for command in server.commands)


@pytest.mark.parametrize("known", [0, 1, 6, 7, 8])
def test_many_mails_are_listed_a_part_at_a_time(server, mailbox, monkeypatch, known):
    monkeypatch.setattr(polling, "LISTED_AT_ONCE", 3)
    server.folders["INBOX"] = Folder(mails={uid: (mail(str(uid)), set()) for uid in (10, 20, 31, 32, 33, 50, 51, 90)})
    mailbox.uid_validity, mailbox.last_uid = 1, [0, *server.inbox.mails][known]
    mailbox.save()
    assert poll(mailbox_id=mailbox.pk, now=NOW) == 8 - known
    assert subjects() == [b"%d" % uid for uid in [10, 20, 31, 32, 33, 50, 51, 90][known:]]
    searches = [command for command in server.commands if "SEARCH" in command]
    assert len(searches) == {0: 3, 1: 3, 6: 1, 7: 1, 8: 1}[known]


def test_a_database_that_fails_gives_the_mailbox_free_for_the_next_poll(server, mailbox, monkeypatch):
    server.inbox.add(mail("0"))

    def fails(**_fields):
        raise OperationalError("database is locked")

    monkeypatch.setattr(polling, "receive_at", fails)
    assert poll(mailbox_id=mailbox.pk, now=NOW) is None
    mailbox.refresh_from_db()
    assert (mailbox.lease_until, mailbox.due_at, mailbox.failures) == (None, NOW + POLL_EVERY, 1)
    assert mailbox.last_error == "The database did not take what came: database is locked. It is tried again."
    monkeypatch.undo()
    assert poll(mailbox_id=mailbox.pk, now=NOW + POLL_EVERY) == 1


def test_the_trouble_of_one_mailbox_is_no_trouble_of_the_next(brand, server, mailbox, monkeypatch):
    other = a_mailbox(brand, server, folder="Reports")
    server.folders["Reports"] = Folder()
    server.folders["Reports"].add(mail("there"))
    server.inbox.add(mail("here"))
    real, calls = polling.receive_at, []

    def first_fails(**fields):
        calls.append(fields)
        if len(calls) == 1:
            raise OperationalError("database is locked")
        return real(**fields)

    monkeypatch.setattr(polling, "receive_at", first_fails)
    poll_due(now=NOW)
    other.refresh_from_db()
    assert (subjects(), other.fetched) == ([b"there"], 1)


def test_a_tick_has_an_end_however_many_mailboxes_wait(brand, server, mailbox, monkeypatch):
    server.inbox.add(mail("0"))
    monkeypatch.setattr(polling, "POLL_ROUND_SECONDS", -1.0)
    poll_due(now=NOW)
    assert not ReceivedMail.objects.exists()
    monkeypatch.undo()
    poll_due(now=NOW)
    assert subjects() == [b"0"]


def test_a_connection_that_never_ends_is_cut(server, mailbox, monkeypatch):
    """A server that sends a byte now and then is never silent, and would hold up the tick for ever."""
    server.inbox.add(mail("0"))
    server.drips = True
    monkeypatch.setattr(connecting, "POLL_LIFE_SECONDS", 0.2)
    assert poll(mailbox_id=mailbox.pk, now=NOW) is None
    mailbox.refresh_from_db()
    assert "127.0.0.1" in mailbox.last_error and mailbox.lease_until is None
    assert mailbox.failures == 1


def test_with_a_full_disk_the_mail_stays_in_the_mailbox(server, mailbox, monkeypatch):
    server.inbox.add(mail("0"))
    monkeypatch.setattr(machine, "free_disk", lambda: machine.FULL_DISK - 1)
    assert poll(mailbox_id=mailbox.pk, now=NOW) is None
    mailbox.refresh_from_db()
    assert (mailbox.last_error, mailbox.failures, mailbox.due_at) == (NO_ROOM, 0, NOW + POLL_EVERY)
    assert server.commands == []
    monkeypatch.undo()
    assert poll(mailbox_id=mailbox.pk, now=NOW + POLL_EVERY) == 1
    mailbox.refresh_from_db()
    assert mailbox.last_error == ""


def test_a_disk_that_fills_up_meanwhile_passes_no_mail_by(server, mailbox, monkeypatch):
    for number in range(3):
        server.inbox.add(mail(str(number)))
    room = iter([machine.LOW_DISK, machine.LOW_DISK])  # for the poll and for the first mail
    monkeypatch.setattr(machine, "free_disk", lambda: next(room, 0))
    assert poll(mailbox_id=mailbox.pk, now=NOW) is None
    mailbox.refresh_from_db()
    assert (subjects(), mailbox.last_uid, mailbox.last_error) == ([b"0"], 1, NO_ROOM)
    assert not ReceivedMail.objects.filter(state="failed").exists()
    monkeypatch.undo()
    assert poll(mailbox_id=mailbox.pk, now=mailbox.due_at) == 2


@pytest.mark.parametrize("password", ["not-this-one", "falsch-mit-\u00df"])
def test_a_refused_sign_in_says_what_to_do_on_the_status_page(server, mailbox, password):
    change_mailbox(mailbox=mailbox, by=SYSTEM, now=NOW, password=password)
    for _ in range(3):
        assert poll(mailbox_id=mailbox.pk, now=NOW) is None
    [problem] = [one for one in problems(NOW) if "no mail can be fetched" in one.what]
    assert problem.fix.startswith("127.0.0.1:") and "does not let reports@lantern.example in: " in problem.fix
    assert "wrong password. Check the user name and password" in problem.fix
    assert "Response status" not in problem.fix and password not in problem.fix


@pytest.mark.parametrize(
    "folder", ["K\u00fcndigungen", "Fragen & \u201eAntworten\u201c", "\u65e5\u672c\u8a9e", "Sent Items/\u00dcber"]
)
def test_folders_may_have_any_name(brand, server, folder):
    server.folders[utf7_encode(folder).decode()] = Folder()
    server.folders[utf7_encode(folder).decode()].add(mail("0"))
    assert poll(mailbox_id=a_mailbox(brand, server, folder=folder).pk, now=NOW) == 1


def test_a_folder_that_is_not_there_is_named(brand, server):
    nowhere = a_mailbox(brand, server, folder="Nirgends")
    assert poll(mailbox_id=nowhere.pk, now=NOW) is None
    nowhere.refresh_from_db()
    assert "has no folder Nirgends: " in nowhere.last_error and "Response status" not in nowhere.last_error
