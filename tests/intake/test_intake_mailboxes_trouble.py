"""Fetching by IMAP from servers that refuse, lose, cut and repeat: nothing is lost, and one bad mail holds up no other."""

from __future__ import annotations

import pytest
from imap_server import Folder, ImapServer, serving
from intake_builders import mail
from test_intake_mailboxes import a_mailbox

from factories import NOW
from forewarn.intake.limits import POLL_EVERY
from forewarn.intake.mailboxes import polling
from forewarn.intake.mailboxes.polling import poll
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
