"""The periodic part: what was lost is asked for again, what is old goes, what is broken is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from imap_server import ImapServer, serving
from intake_builders import CHECK, LATER, bounce, listening_in, mail, take, take_and_read

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.health import Severity, beat, problems
from forewarn.foundation.personal_data import declared_tables
from forewarn.intake import health, queries
from forewarn.intake.handlers import registry
from forewarn.intake.limits import ASK_AFTER, METADATA_KEPT, READ_WITHIN
from forewarn.intake.mailboxes.actions import add_mailbox
from forewarn.intake.models import Mailbox, RawMail, ReceivedMail, SourceCount
from forewarn.intake.outcomes import Outcome
from forewarn.intake.reading import read_received
from forewarn.intake.rules import Route
from forewarn.intake.tasks import tick
from forewarn.intake.tokens import bounce_token
from forewarn.outbound.signals import ProviderReport, Reported, provider_reported

pytestmark = pytest.mark.django_db

MONTH = timedelta(days=31)


def queued():
    """The ids of the mails whose reading is queued."""
    return [task.args_kwargs["kwargs"]["mail_id"] for task in DBTaskResult.objects.order_by("enqueued_at")]


@pytest.mark.django_db(transaction=True)
def test_a_mail_whose_task_was_lost_is_asked_for_again_but_not_all_the_time(brand):
    receipt = take(mail(), CHECK)
    DBTaskResult.objects.all().delete()
    tick(now=NOW + timedelta(seconds=15))
    assert queued() == []  # its own task may be on the way
    moment = NOW + ASK_AFTER
    for _ in range(3):
        tick(now=moment)
        moment += timedelta(seconds=15)
    assert queued() == [receipt.mail_id]
    tick(now=moment + ASK_AFTER)
    assert queued() == [receipt.mail_id] * 2


@pytest.mark.django_db(transaction=True)
def test_a_reading_that_was_broken_off_is_asked_for_again(brand, monkeypatch):
    def killed(incoming):
        raise KeyboardInterrupt

    monkeypatch.setitem(registry._handlers, Route.CHECK, killed)
    receipt = take(mail(), CHECK)
    with pytest.raises(KeyboardInterrupt):
        read_received(receipt.mail_id, now=NOW)
    DBTaskResult.objects.all().delete()
    tick(now=NOW + READ_WITHIN + ASK_AFTER)
    assert queued() == [receipt.mail_id]


def test_kept_mail_is_taken_up_once_somebody_reads_its_route(brand, monkeypatch):
    row = take_and_read(mail(), "canary+abc@mail.lantern.example")
    tick(now=LATER)
    row.refresh_from_db()
    assert row.state == "kept"
    monkeypatch.setitem(registry._handlers, Route.CANARY, lambda incoming: Outcome("sold_on"))
    tick(now=LATER)
    row.refresh_from_db()
    assert row.state == "waiting"
    read_received(row.pk, now=LATER)
    row.refresh_from_db()
    assert row.outcome == {"what": "sold_on"}


def test_the_bytes_and_whatever_names_people_go_first_the_row_later(brand):
    row = take_and_read(bounce(), f"bounce+{bounce_token(3, 9)}@mail.lantern.example", mail_from="mx@people.example")
    assert "no such user" in row.outcome["words"]
    tick(now=NOW + timedelta(days=29))
    assert RawMail.objects.count() == 1
    tick(now=NOW + MONTH)
    row.refresh_from_db()
    assert not RawMail.objects.exists()
    assert (row.mail_from, row.subject, row.header_from) == ("", "", "")
    assert row.outcome == {"what": "hard_bounce", "reason": "user_unknown", "status": "5.1.1"}
    assert (row.customer_id, row.state) == (9, "done")
    tick(now=NOW + METADATA_KEPT + timedelta(days=1))
    assert not ReceivedMail.objects.exists()


def test_how_long_bytes_are_kept_is_a_setting(brand, settings):
    settings.RAW_MAIL_DAYS = 2
    take_and_read(mail(), CHECK)
    tick(now=NOW + timedelta(days=3))
    assert not RawMail.objects.exists()


def test_mail_that_was_not_read_yet_keeps_its_bytes(brand):
    take(mail(), CHECK)
    tick(now=NOW + MONTH)
    assert RawMail.objects.count() == 1


def test_counts_of_floods_go_as_well(brand):
    take(mail(), CHECK, mail_from="kim@people.example", peer="203.0.113.5")
    assert SourceCount.objects.count() == 2
    tick(now=NOW + MONTH)
    assert not SourceCount.objects.exists()


def test_a_tick_polls_mailboxes(brand):
    with serving(ImapServer()) as server:
        server.inbox.add(mail())
        add_mailbox(
            brand=brand,
            by=SYSTEM,
            now=NOW,
            host="127.0.0.1",
            port=server.port,
            tls="none",
            username="reports@lantern.example",
            password="correct horse",
        )
        tick(now=NOW)
    assert ReceivedMail.objects.get().source == "imap"


def test_the_tick_of_the_command_line_knows_this_part(brand):
    from forewarn.cli.tick import TICKS

    assert TICKS["mail in"] == "forewarn.intake.tasks:tick"


# Health ------------------------------------------------------------------------------------------------------------


def said(now=LATER):
    return [(problem.severity, problem.what) for problem in health.problems(now)]


def a_mailbox(brand, **fields):
    return Mailbox.objects.create(
        brand=brand,
        host="imap.lantern.example",
        username="reports",
        password_sealed="x",
        created_at=NOW,
        due_at=NOW,
        **fields,
    )


def test_a_listener_never_heard_of_and_one_gone_silent(brand):
    [(severity, what)] = said()
    assert severity is Severity.ERROR
    assert "has not run so far" in what and "Lantern" in what
    beat("listener", now=NOW)
    assert said() == []
    assert queries.listener_heard(now=LATER)
    [(_, what)] = said(NOW + timedelta(minutes=2))
    assert "since 2026-11-23 09:00 UTC" in what
    assert not queries.listener_heard(now=NOW + timedelta(minutes=2))


def test_what_the_listener_notes_is_shown(brand):
    beat("listener", now=NOW, note="The certificate cannot be used.")
    [problem] = health.problems(LATER)
    assert (problem.severity, problem.fix) == (Severity.WARNING, "The certificate cannot be used.")


def test_a_brand_with_a_mailbox_or_without_a_domain_needs_no_listener(brand):
    make_brand("bare", intake_domain="")
    a_mailbox(brand)
    assert said() == []


def test_a_mailbox_that_fails_once_is_nothing_and_three_times_is_an_error(brand):
    mailbox = a_mailbox(brand, failures=2, last_error="It does not let us in.")
    assert said() == []
    Mailbox.objects.update(failures=3)
    [problem] = health.problems(LATER)
    assert (problem.severity, problem.brand_id) == (Severity.ERROR, brand.pk)
    assert str(mailbox) in problem.what and problem.fix == "It does not let us in."


def test_mail_that_waits_too_long_and_mail_that_could_not_be_read(brand):
    beat("listener", now=NOW + timedelta(hours=1))
    take(mail(), CHECK)
    assert said(NOW + timedelta(minutes=5)) == []
    [(severity, what)] = said(NOW + timedelta(hours=1))
    assert (severity, what) == (Severity.ERROR, "Mail that came in waits to be read (1)")
    ReceivedMail.objects.update(state="failed")
    [(severity, what)] = said(NOW + timedelta(hours=1))
    assert (severity, what) == (Severity.WARNING, "Mail that came in could not be read (1, the last on 2026-11-23)")


def test_the_status_page_asks_this_package(brand):
    assert any("The listener for mail in" in problem.what for problem in problems(now=NOW))


# Reading -----------------------------------------------------------------------------------------------------------


def test_lists_are_of_one_brand_newest_first_and_filtered(brand):
    other = make_brand("harbour")
    first = take(mail("one"), CHECK).mail_id
    second = take(mail("two"), "dmarc@mail.lantern.example", now=LATER).mail_id
    take(mail("three"), "check@mail.harbour.example")
    assert [row.pk for row in queries.received(brand)] == [second, first]
    assert [row.pk for row in queries.received(brand, route="check")] == [first]
    assert not queries.received(brand, state="failed").exists()
    assert queries.received_mail(other, first) is None


def test_counts_by_state_with_what_was_dropped(brand):
    take_and_read(mail("one"), "dmarc@mail.lantern.example")
    take(mail("two"), CHECK)
    SourceCount.objects.create(brand=brand, route="check", source_hash="x", hour=NOW, mails=90, dropped=30)
    found = queries.counts(brand, now=LATER)
    assert (found.waiting, found.kept, found.done, found.failed, found.dropped) == (1, 1, 0, 0, 30)


def test_the_mail_itself_until_its_bytes_are_gone(brand):
    row = take_and_read(mail("Look"), CHECK)
    assert queries.content(row).subject == "Look"
    RawMail.objects.all().delete()
    assert queries.content(row) is None


def test_what_came_back_about_a_customer(brand):
    row = take_and_read(bounce(), f"bounce+{bounce_token(3, 9)}@mail.lantern.example")
    assert list(queries.of_customer(brand, 9)) == [row]
    assert not queries.of_customer(brand, 8).exists()


def test_every_field_is_declared():
    tables = declared_tables()
    for model in (ReceivedMail, RawMail, SourceCount, Mailbox):
        declared = tables[f"intake.{model.__name__}"].fields
        assert {field.name for field in model._meta.fields} - {"id"} == set(declared)


# Reports of providers ----------------------------------------------------------------------------------------------


def report(kind, **fields):
    fields = {
        "provider": "SomeProvider",
        "event_id": "1",
        "return_path": f"bounce+{bounce_token(3, 9)}@mail.lantern.example",
        "message_id": "",
        "recipient": "kim@people.example",
        "hard": True,
        "reason": "user_unknown",
        "text": "550 no such user",
        "at": NOW,
    } | fields
    provider_reported.send(sender=None, event=ProviderReport(kind=kind, **fields))


def test_a_provider_brings_what_others_mail(brand):
    with listening_in() as heard:
        report(Reported.BOUNCED)
        report(Reported.BOUNCED, hard=False, reason="mailbox_full")
        report(Reported.COMPLAINED)
        report(Reported.UNSUBSCRIBED)
    assert [(event.customer_id, event.brand_id) for event in heard.hard] == [(9, brand.pk)]
    assert [event.reason for event in heard.soft] == ["mailbox_full"]
    assert [event.mailing_id for event in heard.complaints] == [3]
    assert [event.choice for event in heard.unsubscribed] == ["care", "marketing"]


@pytest.mark.parametrize(
    "fields",
    [
        {"return_path": "bounce+nonsense@mail.lantern.example"},
        {"return_path": f"bounce+{bounce_token(3, 9)}@elsewhere.example"},
        {"return_path": f"bounce+{bounce_token(0, 0)}@mail.lantern.example"},
        {"return_path": "", "message_id": "<1@lantern.example>"},
        {"return_path": "", "message_id": ""},
    ],
)
def test_a_providers_report_that_proves_nothing_is_left_alone(brand, fields):
    with listening_in() as heard:
        report(Reported.COMPLAINED, **fields)
    assert len(heard) == 0
