"""Storing mail: durable, once, counted, never for addresses that are not ours."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django_tasks_db.models import DBTaskResult
from intake_builders import mail, take, take_and_read

from factories import NOW, make_brand, make_staff
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor
from forewarn.intake import actions, floods
from forewarn.intake.actions import (
    NotOurs,
    UnableToReadAgain,
    UnableToReceive,
    forget_customer,
    note_unfetched,
    read_again,
    receive,
)
from forewarn.intake.limits import MAX_MAIL_BYTES, TOKEN_PER_HOUR
from forewarn.intake.models import RawMail, ReceivedMail, SourceCount
from forewarn.intake.rules import Destination, Route, Source, State
from forewarn.intake.tokens import bounce_token, unsubscribe_token

pytestmark = pytest.mark.django_db


CHECK = "check@mail.lantern.example"


def test_a_mail_is_stored_byte_for_byte_and_compressed(brand):
    raw = mail(text="x" * 50_000) + b"\x00\xff bare\rand\nlines"
    receipt = take(raw, CHECK, mail_from="kim@people.example")
    row = ReceivedMail.objects.get(pk=receipt.mail_id)
    assert receipt.new
    assert row.raw.data == raw
    assert len(row.raw.content) < len(raw) / 10
    assert (row.brand, row.route, row.state, row.size, row.copies) == (brand, "check", "waiting", len(raw), 1)
    assert (row.mail_from, row.rcpt_to, row.source) == ("kim@people.example", CHECK, "smtp")


@pytest.mark.django_db(transaction=True)
def test_reading_is_queued_with_it(brand):
    receipt = take(mail(), CHECK)
    queued = DBTaskResult.objects.get()
    assert queued.task_path.endswith("read_received_mail")
    assert queued.args_kwargs["kwargs"] == {"mail_id": receipt.mail_id}


def test_the_same_bytes_are_one_and_counted(brand):
    first = take(mail(), CHECK)
    second = take(mail(), CHECK, now=NOW + timedelta(hours=1))
    assert (second.mail_id, second.new) == (first.mail_id, False)
    row = ReceivedMail.objects.get()
    assert (row.copies, row.last_copy_at, row.received_at) == (2, NOW + timedelta(hours=1), NOW)


def test_the_same_bytes_from_another_person_are_another_question(brand):
    """Each of them waits for an answer; a server that delivers twice names the same sender."""
    kim, jo = (take(mail(), CHECK, mail_from=f"{who}@people.example") for who in ("kim", "jo"))
    again = take(mail(), CHECK, mail_from="KIM@people.example")
    assert kim.new and jo.new and not again.new
    assert again.mail_id == kim.mail_id
    bounce = "bounce+0@mail.lantern.example"
    assert [take(mail(), bounce, mail_from=f"{who}@people.example").new for who in ("kim", "jo")] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_takes_nothing_does_not_undo_what_was_stored(brand, monkeypatch):
    """The sender hears 250 for what is on disk; otherwise it sends again, and that copy is none to be read."""

    def busy(*args, **fields):
        raise OperationalError("database is locked")

    monkeypatch.setattr(DBTaskResult.objects, "create", busy)
    receipt = take(mail(), CHECK)
    assert receipt.new and ReceivedMail.objects.filter(pk=receipt.mail_id, state="waiting").exists()


def test_a_question_goes_ahead_of_an_import(brand):
    from forewarn.audience.tasks import import_customers
    from forewarn.intake.reading import read_received_mail
    from forewarn.outbound.tasks import send_single_mail

    for task in (import_customers, read_received_mail, send_single_mail):
        task.enqueue(**{"import_id" if task is import_customers else "mail_id": 1})
    done_first = [row.task_path.rpartition(".")[2] for row in DBTaskResult.objects.ready()]
    assert done_first == ["read_received_mail", "send_single_mail", "import_customers"]


def test_the_same_bytes_at_another_address_or_brand_are_another_mail(brand):
    make_brand("harbour")
    for address in (CHECK, "dmarc@mail.lantern.example", "check@mail.harbour.example"):
        assert take(mail(), address).new
    for token in ("alpha", "beta"):
        assert take(mail(), f"journal+{token}@mail.lantern.example").new
    assert ReceivedMail.objects.count() == 5


def test_two_customers_who_send_the_same_words_are_both_heard(brand):
    raw = b"Subject: unsubscribe\r\n\r\n"
    ids = {take(raw, f"unsubscribe+{unsubscribe_token(1, n, 1)}@mail.lantern.example").mail_id for n in (1, 2)}
    assert len(ids) == 2


@pytest.mark.parametrize("address", ["info@mail.lantern.example", "check@elsewhere.example", "nonsense"])
def test_other_addresses_are_refused(brand, address):
    with pytest.raises(NotOurs):
        take(mail(), address)
    assert not ReceivedMail.objects.exists()


@pytest.mark.parametrize("raw", [b"", b" \r\n\r\n", b"x" * (MAX_MAIL_BYTES + 1)])
def test_nothing_and_too_much_are_refused(brand, raw):
    with pytest.raises(UnableToReceive, match=r"empty|larger than 25 MB"):
        take(raw, CHECK)


def test_an_envelope_that_no_database_takes_is_made_fit(brand):
    receipt = take(mail(), CHECK, mail_from="a\x00b\udcff" + "c" * 400 + "@people.example")
    stored = ReceivedMail.objects.get(pk=receipt.mail_id).mail_from
    assert stored.startswith("ab?ccc") and len(stored) == 320


def test_of_two_brands_that_claim_one_domain_the_older_has_it(brand):
    make_brand("later", intake_domain="mail.lantern.example")
    receipt = take(mail(), CHECK)
    assert ReceivedMail.objects.get(pk=receipt.mail_id).brand == brand


# Floods ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def low_limits(monkeypatch):
    monkeypatch.setattr(floods, "SENDER_PER_HOUR", 3)
    monkeypatch.setattr(floods, "NETWORK_PER_HOUR", 10)
    monkeypatch.setattr(floods, "COMPLAINTS_PER_HOUR", 20)


def flood(address, mails, *, sender="mallory@people.example", peer="203.0.113.5", now=NOW):
    receipts = [
        take(mail(f"Report {number} of {sender} at {now}"), address, mail_from=sender, peer=peer, now=now)
        for number in range(mails)
    ]
    return sum(1 for receipt in receipts if receipt.mail_id is not None)


def test_a_flood_of_the_same_mail_is_one_row(brand):
    for _ in range(500):
        take(mail(), CHECK, mail_from="mallory@people.example", peer="203.0.113.5")
    assert ReceivedMail.objects.get().copies == 500
    assert RawMail.objects.count() == 1


def test_a_flood_of_differing_mails_from_one_sender_is_counted(brand, low_limits):
    assert flood(CHECK, 50) == 3
    assert RawMail.objects.count() == 3
    assert sum(row.dropped for row in SourceCount.objects.all()) == 47


def test_a_flood_from_one_network_under_many_names_is_counted(brand, low_limits):
    kept = sum(flood(CHECK, 1, sender=f"user{n}@people.example", peer=f"203.0.113.{n}") for n in range(30))
    other = flood(CHECK, 1, sender="kim@people.example", peer="198.51.100.1")
    assert (kept, other) == (10, 1)
    assert SourceCount.objects.count() <= 13


def test_the_next_hour_begins_anew(brand, low_limits):
    assert flood(CHECK, 5) == 3
    assert flood(CHECK, 5, now=NOW + timedelta(hours=1)) == 3


def test_the_bounces_of_a_big_mailing_from_one_network_are_all_kept(brand, low_limits):
    bounces = [f"bounce+{bounce_token(5, customer)}@mail.lantern.example" for customer in range(40)]
    assert sum(flood(address, 1, sender="") for address in bounces) == 40
    assert flood("bounce+aaaaaaaaaaaaaaaaaaaaaaaaaaaaa@mail.lantern.example", 40, sender="") == 10


def test_nobody_fills_the_disk_through_the_return_path_of_one_mail(brand):
    bounces = f"bounce+{bounce_token(5, 6)}@mail.lantern.example"
    assert flood(bounces, 50, sender="") == TOKEN_PER_HOUR
    assert [(row.mails, row.dropped) for row in SourceCount.objects.all()] == [(30, 30)]
    assert flood(bounces, 5, sender="", now=NOW + timedelta(hours=2)) == 5


def test_complaints_have_a_limit_of_their_own(brand, low_limits):
    assert flood("fbl@mail.lantern.example", 40, sender="fbl@provider.example") == 20


def test_a_mail_server_on_this_machine_is_not_limited_as_a_network(brand, low_limits):
    kept = sum(flood(CHECK, 1, sender=f"user{n}@people.example", peer="127.0.0.1") for n in range(30))
    assert kept == 30


def test_what_staff_bring_is_not_limited(brand, low_limits):
    for number in range(10):
        take(mail(f"{number}"), CHECK, mail_from="ana@lantern.example", source=Source.UPLOAD)
    assert ReceivedMail.objects.count() == 10


def test_no_address_is_kept_in_the_counts(brand, low_limits):
    flood(CHECK, 5)
    for row in SourceCount.objects.all():
        assert len(row.source_hash) == 64
        assert "mallory" not in row.source_hash


# Afterwards --------------------------------------------------------------------------------------------------------


def test_reading_again_wants_a_failed_mail_that_still_has_its_bytes(brand):
    by = Actor.staff(1, "Ana")
    row = take_and_read(mail(), CHECK)
    with pytest.raises(UnableToReadAgain, match="could not be read"):
        read_again(mail=row, by=by, now=NOW)
    ReceivedMail.objects.update(state=State.FAILED, problem="It broke.", attempts=3)
    read_again(mail=row, by=by, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.problem) == ("waiting", 0, "")
    assert AuditEvent.objects.get(verb="mail_in.read_again").target_id == str(row.pk)
    RawMail.objects.all().delete()
    with pytest.raises(UnableToReadAgain, match="not here any more"):
        read_again(mail=row, by=by, now=NOW)


def test_a_mail_left_in_its_mailbox_is_shown_once(brand):
    to = Destination(brand.pk, Route.CHECK, "", CHECK)
    for _ in range(2):
        note_unfetched(to=to, mark="imap 1 2 3", size=99, reason="Too large.", source=Source.IMAP, now=NOW)
    row = ReceivedMail.objects.get()
    assert (row.state, row.problem, row.size) == ("failed", "Too large.", 99)


def test_an_erased_customer_leaves_nothing_behind(brand):
    other = make_brand("harbour")
    for customer, domain in ((7, "lantern"), (8, "lantern"), (7, "harbour")):
        take_and_read(mail(str(customer)), f"unsubscribe+{unsubscribe_token(1, customer, 1)}@mail.{domain}.example")
    assert forget_customer(brand_id=brand.pk, customer_id=7) == 1
    assert RawMail.objects.count() == 2
    assert set(ReceivedMail.objects.values_list("brand_id", "customer_id")) == {(brand.pk, 8), (other.pk, 7)}


def test_the_upload_of_a_command_is_the_same_door(brand):
    make_staff(brand)
    receipt = receive(raw=mail(), rcpt_to=CHECK, mail_from="ana@lantern.example", source=Source.COMMAND, now=NOW)
    assert ReceivedMail.objects.get(pk=receipt.mail_id).source == "command"


@pytest.mark.django_db(transaction=True)
def test_two_listeners_that_store_the_same_mail_at_once_store_it_once(brand):
    """Both look, find nothing, and write: the table lets one of them."""
    both_looked, receipts = threading.Barrier(2, timeout=60), []
    real = actions._count_copy

    def looks_and_waits(*found):
        result = real(*found)
        with contextlib.suppress(threading.BrokenBarrierError):
            both_looked.wait(0.5 if connection.vendor == "sqlite" else 60)  # there the second cannot even look
        return result

    def one():
        try:
            receipts.append(take(mail(), CHECK))
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "_count_copy", looks_and_waits)
        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
    assert sorted(receipt.new for receipt in receipts) == [False, True]
    assert ReceivedMail.objects.get().copies == 2
