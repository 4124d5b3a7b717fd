"""Single mails: queued once, sent outside of any transaction, tried again with the same Message-ID, wiped."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django_tasks_db.models import DBTaskResult

from dkim_judges import dkimpy_accepts
from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.brands.actions import create_key, start_signing
from forewarn.brands.models import Brand, DkimKey, Sender, SendingDomain
from forewarn.foundation.signed_links import read_token
from forewarn.mail.dkim.keys import record_name, record_text
from forewarn.outbound import tasks
from forewarn.outbound.actions.single_mails import Recipient, UnableToQueue, Wording, forget_single_mails, queue_single
from forewarn.outbound.actions.suppression import lift_suppression, suppress_address
from forewarn.outbound.models import Relay, SingleMail, SingleMailState, SuppressionReason
from forewarn.outbound.personal_data import KEPT_DAYS
from forewarn.outbound.queries import single_mails_to
from forewarn.outbound.rules import STUCK
from forewarn.outbound.signals import SingleMailRefused, single_mail_refused
from forewarn.outbound.single_mails import sending
from forewarn.outbound.single_mails.sending import send_single
from outbound.smtp_server import HANG_UP, ScriptedServer, running

WORDS = {
    "shop/mail/code/en/subject.txt": "Your {{ brand }} code",
    "shop/mail/code/en/body.txt": (
        "Hello {{ name }},\n\nyou asked for a code on {{ website }}. Type it there:\n\n    {{ code }}\n\n"
        "We never ask for it\nin any other place:\n\n- not by phone\n- not by chat\n"
    ),
    "shop/mail/code/es/subject.txt": "Tu código de {{ brand }}",
    "shop/mail/code/es/body.txt": "Hola {{ name }}:\n\n    {{ code }}\n",
}


@pytest.fixture(autouse=True)
def words(settings: Any) -> None:
    loaders = [("django.template.loaders.locmem.Loader", WORDS)]
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    ]


@pytest.fixture
def brand(transactional_db: None) -> Brand:
    made = make_brand("nordlicht", app_name="the app")
    key = create_key(domain=SendingDomain.objects.get(brand=made), by=SYSTEM, now=NOW)
    start_signing(key=key, by=SYSTEM, now=NOW)
    return made


@contextmanager
def relay_of(brand: Brand, server: ScriptedServer | None = None, **fields: Any) -> Iterator[ScriptedServer]:
    with running(server or ScriptedServer()) as live:
        relay = Relay.objects.create(
            brand=brand, name="main", host="127.0.0.1", port=live.port, tls="none", created_at=NOW, **fields
        )
        yield live
        relay.delete()


def queue(brand: Brand, **changes: Any) -> SingleMail:
    wording = Wording("shop/code", {"name": "Zoë", "code": "123 456"}, **changes.pop("wording", {}))
    to = Recipient(changes.pop("address", "zoe@customer.example"), changes.pop("locale", "en"), "Zoë Q", 7)
    return queue_single(brand=brand, wording=wording, to=to, **({"now": NOW} | changes))


def send(mail: SingleMail, now: datetime = NOW) -> SingleMail:
    send_single(mail_id=mail.pk, now=now)
    mail.refresh_from_db()
    return mail


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


# -- the mail ---------------------------------------------------------------------------------------------------------


def test_a_mail_is_sent_signed_with_both_parts(brand: Brand) -> None:
    with relay_of(brand) as server:
        mail = send(queue(brand))
    assert (mail.state, mail.relay, mail.code, mail.reply) == ("accepted", "main", 250, "2.0.0 queued as 1")
    [received] = server.mails
    message = parsed(received.data)
    assert message["Subject"] == "Your Nordlicht code"
    assert message["From"] == "Nordlicht <safety@nordlicht.example>"
    assert message["To"] == "Zoë Q <zoe@customer.example>"
    assert message["Reply-To"] == "care@nordlicht.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == mail.message_id
    assert message["List-Unsubscribe"] is None
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text and html
    for part in (text.get_content(), html.get_content()):
        assert "123 456" in part and "Hello Zoë," in part and "not by phone" in part
    key = DkimKey.objects.get()
    records = {record_name(key.selector, "nordlicht.example"): record_text(key.public_key)}
    assert dkimpy_accepts(received.data, records, at=NOW)


def test_the_body_is_paragraphs_lists_and_a_code_that_stands_out(brand: Brand) -> None:
    with relay_of(brand) as server:
        send(queue(brand))
    html = parsed(server.mails[0].data).get_body(("html",))
    assert html
    content = html.get_content()
    assert 'font-weight:700">123 456</p>' in content
    assert content.count("<li") == 2
    assert "We never ask for it in any other place:" in content


def test_the_words_are_in_the_recipients_language(brand: Brand) -> None:
    with relay_of(brand) as server:
        for locale in ("es", "es-MX", "fi"):
            send(queue(brand, locale=locale))
    subjects = [parsed(mail.data)["Subject"] for mail in server.mails]
    assert subjects == ["Tu código de Nordlicht", "Tu código de Nordlicht", "Your Nordlicht code"]
    assert parsed(server.mails[0].data)["Content-Language"] == "es"


def test_values_can_neither_inject_markup_nor_paragraphs(brand: Brand) -> None:
    wording = Wording("shop/code", {"name": "<b>\n\n- evil\n\n    0000", "code": "1"})
    mail = queue_single(brand=brand, wording=wording, to=Recipient("z@customer.example", "en"), now=NOW)
    with relay_of(brand) as server:
        send(mail)
    html = parsed(server.mails[0].data).get_body(("html",))
    assert html
    content = html.get_content()
    assert "Hello &lt;b&gt; - evil 0000," in content and content.count("<li") == 2


def test_the_return_path_says_whose_mail_came_back(brand: Brand) -> None:
    with relay_of(brand) as server:
        send(queue(brand))
    sender = server.mails[0].mail_from
    assert sender.startswith("bounce+") and sender.endswith("@mail.nordlicht.example")
    assert len(sender.partition("@")[0]) <= 64
    assert read_token("bounce", sender.partition("+")[2].partition("@")[0]) == (0, 7)


def test_without_a_domain_for_bounces_they_go_to_the_sender(brand: Brand) -> None:
    Brand.objects.update(intake_domain="")
    with relay_of(brand) as server:
        send(queue(Brand.objects.get()))
    assert server.mails[0].mail_from == "safety@nordlicht.example"


def test_an_automatic_answer_says_what_it_answers(brand: Brand) -> None:
    with relay_of(brand) as server:
        send(queue(brand, wording={"in_reply_to": "<q1@customer.example>"}))
    message = parsed(server.mails[0].data)
    assert (message["In-Reply-To"], message["References"]) == ("<q1@customer.example>",) * 2
    assert message["Auto-Submitted"] == "auto-replied"


def test_a_relay_that_signs_itself_gets_it_unsigned(brand: Brand) -> None:
    with relay_of(brand, signs_itself=True) as server:
        send(queue(brand))
    assert parsed(server.mails[0].data)["DKIM-Signature"] is None


# -- queueing ---------------------------------------------------------------------------------------------------------


def test_the_same_key_queues_once_per_brand(brand: Brand) -> None:
    first = queue(brand, idempotency_key="code-1")
    assert queue(brand, idempotency_key="code-1").pk == first.pk
    assert queue(make_brand(), idempotency_key="code-1").pk != first.pk
    assert queue(brand).pk != queue(brand).pk


def test_nobody_reads_the_code_in_the_database(brand: Brand) -> None:
    mail = queue(brand)
    row = " ".join(str(getattr(mail, field.attname)) for field in SingleMail._meta.concrete_fields)
    assert "123 456" not in row and mail.content_sealed
    with relay_of(brand):
        assert send(mail).content_sealed == ""


def test_a_mail_is_queued_only_if_the_transaction_holds(brand: Brand) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        queue(brand)
        raise RuntimeError
    assert not SingleMail.objects.exists() and not DBTaskResult.objects.exists()
    queue(brand)
    assert DBTaskResult.objects.get().task_path == "forewarn.outbound.tasks.send_single_mail"


def test_missing_words_are_refused_when_queueing(brand: Brand) -> None:
    with pytest.raises(UnableToQueue, match=r"shop/mail/none/en/subject\.txt is missing"):
        queue_single(brand=brand, wording=Wording("shop/none"), to=Recipient("z@y.example", "en"), now=NOW)
    assert not SingleMail.objects.exists()


def test_a_brand_without_a_sender_cannot_send(brand: Brand) -> None:
    Sender.objects.all().delete()
    with pytest.raises(UnableToQueue, match="Choose one under Settings, Senders"):
        queue(brand)


def test_a_suppressed_address_gets_nothing_and_is_not_stored(brand: Brand) -> None:
    suppress_address(
        brand_id=brand.pk, address="Zoe@Customer.Example", reason=SuppressionReason.ERASED, by=SYSTEM, now=NOW
    )
    with relay_of(brand) as server:
        mail = send(queue(brand))
    assert (mail.state, mail.to_address, mail.content_sealed) == ("suppressed", "", "")
    assert server.connections == 0


def test_a_suppression_is_this_brands_and_can_be_lifted(brand: Brand) -> None:
    for _ in range(2):
        suppress_address(
            brand_id=brand.pk, address="zoe@customer.example", reason=SuppressionReason.MANUAL, by=SYSTEM, now=NOW
        )
    assert queue(make_brand()).state == "queued"
    assert lift_suppression(brand_id=brand.pk, address="ZOE@customer.example", by=SYSTEM, now=NOW)
    assert not lift_suppression(brand_id=brand.pk, address="zoe@customer.example", by=SYSTEM, now=NOW)
    assert queue(brand).state == "queued"


# -- sending and trying again -----------------------------------------------------------------------------------------


def test_no_transaction_is_open_while_bytes_go_over_the_network(brand: Brand) -> None:
    seen: list[tuple[bool, str]] = []

    def hook(step: str, argument: str) -> str | None:
        seen.append((SingleMail.objects.get().state == SingleMailState.SENDING, step))
        Brand.objects.update(choice_wording=step)  # would wait for a transaction that is open elsewhere, and fail
        connection.close()
        return None

    mail = queue(brand)
    with relay_of(brand, ScriptedServer(hook=hook)):
        assert send(mail).state == "accepted"
    assert seen and all(committed for committed, _ in seen), "another thread could not see the claim"


def test_a_mail_is_sent_once_however_often_its_task_runs(brand: Brand) -> None:
    mail = queue(brand)
    with relay_of(brand) as server:
        for _ in range(3):
            send(mail)
    assert len(server.mails) == 1 and mail.attempts == 1


@pytest.mark.parametrize("reply", ["451 4.3.0 not now", HANG_UP])
def test_a_mail_put_off_goes_later_with_the_same_message_id(brand: Brand, reply: str) -> None:
    replies = iter([reply])
    server = ScriptedServer(hook=lambda step, _: next(replies, None) if step == "content" else None)
    mail = queue(brand)
    with relay_of(brand, server):
        send(mail)
        assert (mail.state, mail.attempts, mail.due_at) == ("queued", 1, NOW + timedelta(minutes=1))
        assert mail.reply and mail.content_sealed
        send(mail, now=mail.due_at)
    assert (mail.state, mail.attempts) == ("accepted", 2)
    assert len({parsed(received.data)["Message-ID"] for received in server.mails}) == 1


def test_pauses_grow_until_the_mail_is_of_no_use(brand: Brand) -> None:
    mail, now, pauses = queue(brand, lifetime=timedelta(hours=6)), NOW, []
    with relay_of(brand, ScriptedServer(hook=lambda step, _: "450 no" if step == "rcpt" else None)):
        while send(mail, now=now).state == "queued":
            pauses.append(int((mail.due_at - now).total_seconds() / 60))
            now = mail.due_at
    assert pauses == [1, 2, 5, 15, 30, 60, 120, 120, 120]
    assert mail.state == "expired" and mail.content_sealed == ""


@pytest.mark.parametrize(("broken", "said"), [("relay", "No relay takes"), ("key", "put a DKIM key to use")])
def test_what_is_not_set_up_waits_and_says_so(brand: Brand, broken: str, said: str) -> None:
    mail = queue(brand)
    if broken == "relay":
        send(mail)
    else:
        DkimKey.objects.update(valid_until=NOW)
        with relay_of(brand) as server:
            send(mail)
        assert server.connections == 0
    assert mail.state == "queued" and said in mail.reply


def test_a_relay_that_is_down_is_noted_on_the_relay(brand: Brand) -> None:
    mail = queue(brand)
    with running(ScriptedServer()) as gone:
        port = gone.port
    Relay.objects.create(brand=brand, name="main", host="127.0.0.1", port=port, tls="none", created_at=NOW)
    assert send(mail).state == "queued"
    assert "no connection" in Relay.objects.get().last_error and "no connection" in mail.reply


def test_a_late_code_is_not_sent(brand: Brand) -> None:
    mail = queue(brand, lifetime=timedelta(minutes=10))
    with relay_of(brand) as server:
        assert send(mail, now=NOW + timedelta(minutes=10)).state == "expired"
    assert server.connections == 0


@pytest.mark.parametrize(
    ("reply", "hard", "reason"),
    [
        ("550 5.1.1 no such user here", True, "user_unknown"),
        ("552 5.2.2 mailbox full", False, "mailbox_full"),
        ("550 5.7.1 blocked by policy", False, None),
    ],
)
def test_a_refusal_is_final_and_told_upwards(brand: Brand, reply: str, hard: bool, reason: str | None) -> None:
    told: list[SingleMailRefused] = []

    def listen(sender: object, event: SingleMailRefused, **_: object) -> None:
        told.append(event)

    single_mail_refused.connect(listen)
    try:
        mail = queue(brand)
        with relay_of(brand, ScriptedServer(hook=lambda step, _: reply if step == "rcpt" else None)):
            send(mail)
    finally:
        single_mail_refused.disconnect(listen)
    assert (mail.state, mail.content_sealed, mail.reply) == ("refused", "", reply[4:])
    [event] = told
    assert (event.brand_id, event.single_mail_id, event.customer_id, event.hard) == (brand.pk, mail.pk, 7, hard)
    assert reason is None or event.reason == reason


# -- tick -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    asked: list[int] = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, *, mail_id: asked.append(mail_id))
    return asked


def test_tick_asks_for_mails_whose_task_was_lost(brand: Brand, asked: list[int]) -> None:
    mail = queue(brand)
    tasks.tick(NOW)
    assert asked == [], "its own task has not had its time yet"
    tasks.tick(NOW + timedelta(minutes=2))
    tasks.tick(NOW + timedelta(minutes=3))
    assert asked == [mail.pk], "asked for once, however long the worker takes"


def test_tick_takes_back_mails_of_a_worker_that_died(brand: Brand, asked: list[int]) -> None:
    mail = queue(brand)
    SingleMail.objects.update(state=SingleMailState.SENDING, claimed_at=NOW, attempts=1)
    tasks.tick(NOW + STUCK)
    assert asked == []
    tasks.tick(NOW + STUCK + timedelta(seconds=1))
    assert asked == [mail.pk]
    with relay_of(brand):
        assert send(mail, now=NOW + STUCK).state == "accepted"


def test_tick_deletes_what_is_old(brand: Brand, asked: list[int]) -> None:
    kept = timedelta(days=KEPT_DAYS)
    old, recent, waiting = queue(brand), queue(brand), queue(brand)
    SingleMail.objects.filter(pk=old.pk).update(state="accepted", settled_at=NOW)
    SingleMail.objects.filter(pk=recent.pk).update(state="accepted", settled_at=NOW + timedelta(days=1))
    tasks.tick(NOW + kept + timedelta(hours=1))
    assert set(SingleMail.objects.values_list("pk", flat=True)) == {recent.pk, waiting.pk}


# -- what is kept of a person -----------------------------------------------------------------------------------------


def test_a_customers_single_mails_are_listed_and_forgotten(brand: Brand) -> None:
    first, second = queue(brand), queue(brand, now=NOW + timedelta(minutes=1))
    queue(make_brand())
    assert list(single_mails_to(brand, 7)) == [second, first]
    forget_single_mails(brand_id=brand.pk, customer_id=7)
    assert list(single_mails_to(brand, 7)) == [] and SingleMail.objects.count() == 1


# -- a busy database --------------------------------------------------------------------------------------------------


def test_a_database_that_is_busy_before_the_mail_left_is_asked_again_within_seconds(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay_of(brand) as server:
        mail = queue(brand)
        DBTaskResult.objects.all().delete()
        with monkeypatch.context() as busy:
            busy.setattr(sending, "route_for", lambda brand_id: locked())
            busy.setattr(tasks, "current_time", lambda: NOW)
            tasks.send_single_mail.call(mail_id=mail.pk)
        mail.refresh_from_db()
        assert (mail.state, len(server.mails)) == ("queued", 0)
        again = DBTaskResult.objects.get()
        assert again.run_after == NOW + sending.SOON
        assert tasks.take_due(now=again.run_after) == []  # not asked for twice
        assert send(mail, again.run_after).state == "accepted"
    assert len(server.mails) == 1


def test_a_mail_that_left_is_noted_after_all_and_leaves_once(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def busy(*args: Any, **fields: Any) -> None:
        tries.append(args)
        if len(tries) < 3:
            locked()
        settle(*args, **fields)

    settle = sending._settle
    monkeypatch.setattr(sending, "_settle", busy)
    monkeypatch.setattr(sending, "NOTE_PAUSES", (0.0, 0.0))
    with relay_of(brand) as server:
        mail = send(queue(brand))
    assert (mail.state, len(tries), len(server.mails)) == ("accepted", 3, 1)


def locked() -> None:
    raise OperationalError("database is locked")
