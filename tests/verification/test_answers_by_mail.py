"""Reports at check@: the verdict, who may be answered (RFC 3834, DMARC), what the answer says, and how many go out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from asking import CHECK, LURE, OURS, answer, lantern, passed_on, report, signed, words_of, write_zone

from factories import make_customer
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand, Sender
from forewarn.foundation.clock import now
from forewarn.intake.actions import receive
from forewarn.intake.limits import SENDER_PER_HOUR
from forewarn.intake.models import ReceivedMail, SourceCount
from forewarn.intake.reading import read_received
from forewarn.intake.rules import Source
from forewarn.outbound.models import SingleMail
from forewarn.sightings.actions import confirm, write_words
from forewarn.sightings.models import Sighting
from forewarn.verification import answering
from forewarn.verification.actions import ask_on_page
from forewarn.verification.limits import ANSWERS_TO_ADDRESS, Limit
from forewarn.verification.models import Question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def zone(settings: object, tmp_path: Path) -> Iterator[None]:
    settings.ZONE_FILE = write_zone(tmp_path)  # type: ignore[attr-defined]
    yield


@pytest.fixture
def brand() -> Brand:
    return lantern()


def plain() -> str:
    return " ".join(str(words_of(answer())["text"]).split())


# --- mail that was mailed long ago ---------------------------------------------------------------------------------


def stamped(when: str) -> bytes:
    earlier = b"Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n"
    return b"Received: from mx by imap.people.example with ESMTP id 1;\r\n " + when.encode() + b"\r\n" + earlier


@pytest.mark.parametrize(
    ("age", "answered"), [(timedelta(hours=40), "by_mail"), (timedelta(days=3), "late"), (timedelta(days=900), "late")]
)
def test_what_lay_in_a_mailbox_for_days_is_judged_and_not_answered(brand: Brand, age: timedelta, answered: str) -> None:
    question = report(stamped(format_datetime(now() - age)) + passed_on(signed()))
    assert (question.verdict, question.answered) == ("sent_by_us", answered)
    assert SingleMail.objects.count() == (answered == "by_mail")


@pytest.mark.parametrize("when", ["", "no date", "Mon, 99 Foo 2024", "Fri, 31 Dec 9999 23:59:59 -1200"])
def test_a_stamp_that_tells_no_time_keeps_nobody_from_an_answer(brand: Brand, when: str) -> None:
    assert report(stamped(when) + passed_on(signed())).answered == "by_mail"


# --- what it says -------------------------------------------------------------------------------------------------


def test_our_mail_attached_is_answered(brand: Brand) -> None:
    question = report(passed_on(signed()))
    assert (question.verdict, question.answered, question.how) == ("sent_by_us", "by_mail", "attached")
    mail = answer()
    assert (mail.to_address, mail.message_class, mail.locale) == ("kim@people.example", "transactional", "en")
    assert "We sent this." in plain()
    assert f"{question.case[:4]}-{question.case[4:]}" in plain()
    headers = dict(map(tuple, words_of(mail)["headers"]))
    assert headers["Auto-Submitted"] == "auto-replied"
    assert headers["In-Reply-To"] == headers["References"] == "<report@people.example>"


def test_a_changed_link_is_answered_with_what_changed_and_without_the_link(brand: Brand) -> None:
    changed = signed().replace(b'href="https://www.lantern.example/safety"', b'href="https://evil.example/x"')
    assert report(passed_on(changed)).verdict == "sent_by_us_altered"
    assert "your copy was changed" in plain()
    assert "evil" not in str(words_of(answer()))


def test_a_lure_is_answered_without_a_word_of_it(brand: Brand) -> None:
    assert report(passed_on(LURE)).verdict == "not_ours"
    said = str(words_of(answer()))
    assert "This is not from us." in said
    for quoted in ("lantern-verify", "888", "locked", "Lantern Security"):
        assert quoted not in said


def several(*mails: bytes) -> bytes:
    """A report with these mails attached."""
    parts = b"".join(b"--=_s\r\nContent-Type: message/rfc822\r\n\r\n" + raw + b"\r\n" for raw in mails)
    head = (
        f"From: Kim <kim@people.example>\r\nTo: {CHECK}\r\nSubject: are these yours?\r\nMessage-ID: <report@people.example>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=_s"\r\n\r\n'
    )
    return head.encode() + b"--=_s\r\n\r\nAre these yours?\r\n" + parts + b"--=_s--\r\n"


OTHER = LURE.replace(b"locked", b"closed").replace(b"Message-ID: <", b"Message-ID: <2")


def test_each_of_several_mails_is_told_with_a_case_of_its_own(brand: Brand) -> None:
    report(
        several(signed(), LURE, b"From: jo@elsewhere.example\r\nSubject: lunch\r\nTo: k@x.example\r\n\r\nAt one.\r\n")
    )
    first, second, third = Question.objects.order_by("pk")
    assert [one.verdict for one in (first, second, third)] == ["not_ours", "cannot_tell", "not_about_us"]
    assert {one.answered for one in (first, second, third)} == {"by_mail"}
    said = plain()
    assert "This is not from us. This answer is about mail 2 of those that you attached." in said
    for place, question, headline in (
        (1, second, "We cannot tell from this copy."),
        (3, third, "This is not from us, and it does not say that it is."),
    ):
        assert f"Mail {place}: {headline} Its case number is {question.case[:4]}-{question.case[4:]}." in said
    assert "lantern-verify" not in said
    assert Sighting.objects.count() == 1


def test_mails_beyond_those_that_are_looked_at_are_counted(brand: Brand) -> None:
    report(several(signed(), *(LURE.replace(b"Message-ID: <", b"Message-ID: <%d" % at) for at in range(12))))
    assert Question.objects.count() == 10
    assert "We did not look at 3 more that came with them. Send those again, at most 10 at a time." in plain()


def test_whoever_asks_about_a_confirmed_scam_is_told_that_we_know_it(brand: Brand) -> None:
    first = ask_on_page(brand=brand, data=LURE, source="192.0.2.9", locale="en", now=now())
    assert "We know this scam." not in " ".join(first.reasons)
    by, lure = Actor.command("test"), Sighting.objects.get()
    line = {"says": "Your account is locked", "wants": "your password", "tell": "we never ask for it by email"}
    write_words(sighting=lure, words={brand.default_locale: line}, by=by, now=now())
    confirm(sighting=lure, by=by, now=now())
    assert report(passed_on(LURE)).decided == "not_ours"
    assert "We know this scam." in plain()


def test_no_one_of_several_mails_is_answered_beyond_the_limit(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "ANSWERS_TO_ADDRESS", Limit(ANSWERS_TO_ADDRESS.name, 0, ANSWERS_TO_ADDRESS.within))
    report(several(LURE, OTHER))
    assert list(Question.objects.values_list("answered", flat=True)) == ["limited", "limited"]
    assert not SingleMail.objects.exists()


@pytest.mark.parametrize("raw", [signed(), signed().replace(b"never ask", b"always ask"), LURE])
def test_a_mail_passed_on_as_it_is_is_answered_to_the_envelope(brand: Brand, raw: bytes) -> None:
    """A program that redirects keeps the whole head, so only SPF for the envelope proves who asks."""
    question = report(raw, mail_from="jo@people.example")
    assert question.answered == "by_mail"
    assert answer().to_address == "jo@people.example"


def test_a_machines_lure_that_a_person_passes_on_is_answered(brand: Brand) -> None:
    lure = b"Auto-Submitted: auto-generated\r\nList-Id: <x.lantern-verify.example>\r\n" + LURE
    assert report(lure, mail_from="jo@people.example").answered == "by_mail"


def test_a_mail_that_somebody_showed_on_the_page_is_answered_to_the_one_who_mails_it(brand: Brand) -> None:
    ask_on_page(brand=brand, data=signed(), source="203.0.113.7", locale="en", now=now())
    assert report(signed(), mail_from="jo@people.example").answered == "by_mail"
    assert report(signed(), mail_from="kim@people.example").answered == "by_mail"
    assert SingleMail.objects.filter(template="verification/answer").count() == 2


def test_the_answer_is_in_the_customers_language(brand: Brand) -> None:
    customer = make_customer(brand, email="kim@people.example", locale="es")
    question = report(passed_on(signed()))
    assert (question.locale, answer().locale, answer().customer_id) == ("es", "es", customer.pk)
    assert "Este correo es nuestro." in plain()
    assert ReceivedMail.objects.get().customer_id == customer.pk


def test_the_answer_is_in_the_language_of_the_reporters_words(brand: Brand) -> None:
    report(passed_on(signed(), text="Hola, ¿este correo es de ustedes? Me parece muy raro y no sé qué hacer con él."))
    assert answer().locale == "es"


@pytest.mark.parametrize(
    ("words", "locale", "says"),
    [
        (
            "Bonjour, est-ce que ce mail vient vraiment de vous ? Il me semble bizarre.",
            "fr",
            "Cet e-mail vient de nous.",
        ),
        ("Guten Tag, ist diese Mail wirklich von Ihnen? Sie kommt mir komisch vor.", "de", "Diese Mail ist von uns."),
    ],
)
def test_the_answer_is_in_french_and_german(words: str, locale: str, says: str) -> None:
    lantern(locales=["en", "fr", "de"])
    report(passed_on(signed(), text=words))
    assert answer().locale == locale
    assert says in plain()


# --- who is answered ----------------------------------------------------------------------------------------------

UNANSWERED = {
    "null return path": (passed_on(LURE), {"mail_from": ""}),
    "auto-submitted": (passed_on(LURE, head="Auto-Submitted: auto-generated\r\n"), {}),
    "an answer to us": (passed_on(LURE, head="Auto-Submitted: auto-replied (vacation)\r\n"), {}),
    "a list": (passed_on(LURE, head="List-Id: <talk.people.example>\r\n"), {}),
    "bulk": (passed_on(LURE, head="Precedence: bulk\r\n"), {}),
    "no answers wanted": (passed_on(LURE, head="X-Auto-Response-Suppress: All\r\n"), {}),
    "no return path in the head": (passed_on(LURE, head="Return-Path: <>\r\n"), {}),
    "nobody": (passed_on(LURE, sender="no-reply@people.example"), {}),
    "mail server": (passed_on(LURE, sender="MAILER-DAEMON@people.example"), {}),
    "ourselves": (passed_on(LURE, sender="safety@lantern.example"), {"mail_from": "safety@lantern.example"}),
    "our own answer, redirected": (b"Auto-Submitted: auto-replied\r\n" + signed(), {"mail_from": "jo@people.example"}),
    "a list's copy": (b"List-Post: <mailto:l@people.example>\r\n" + LURE, {"mail_from": "l@people.example"}),
    "a machine's own mail": (
        b"Auto-Submitted: auto-generated\r\n" + LURE.replace(b"lantern-verify.example", b"people.example"),
        {"mail_from": "app@people.example"},
    ),
    "a newsletter": (
        b"List-Unsubscribe: <https://people.example/u>\r\n" + LURE.replace(b"lantern-verify.example", b"people.example"),
        {"mail_from": "news@people.example"},
    ),
    "our own bounce address": (signed(), {"mail_from": "bounce+abc@mail.lantern.example"}),
}  # fmt: skip
UNPROVEN = {
    "another host": (passed_on(LURE), {"peer": "203.0.113.5"}),
    "no policy": (passed_on(LURE, sender="a@nopolicy.example"), {"mail_from": "a@nopolicy.example"}),
    "unknown domain": (passed_on(LURE, sender="a@unknown.example"), {"mail_from": "a@unknown.example"}),
    "another's envelope": (passed_on(LURE, sender="victim@signed.example"), {"mail_from": "kim@people.example"}),
    "two senders": (passed_on(LURE, sender="kim@people.example, al@people.example"), {}),
    "redirected from another host": (signed(), {"mail_from": "jo@people.example", "peer": "203.0.113.5"}),
    "a mailbox that was polled": (passed_on(LURE), {"peer": "", "source": Source.IMAP}),
}


@pytest.mark.parametrize("case", UNANSWERED)
def test_machines_and_lists_are_never_answered(brand: Brand, case: str) -> None:
    raw, came = UNANSWERED[case]
    assert report(raw, **came).answered == "automatic"  # type: ignore[arg-type]
    assert not SingleMail.objects.exists()


@pytest.mark.parametrize("case", UNPROVEN)
def test_an_address_that_nothing_proves_is_not_answered(brand: Brand, case: str) -> None:
    raw, came = UNPROVEN[case]
    assert report(raw, **came).answered == "not_proven"  # type: ignore[arg-type]
    assert not SingleMail.objects.exists()


def test_a_signature_proves_the_reporter_whatever_host_it_came_from(brand: Brand) -> None:
    raw = signed(passed_on(LURE, sender="ann@signed.example"), key="reporter", domain=b"signed.example")
    assert report(raw, mail_from="ann@signed.example", peer="203.0.113.5").answered == "by_mail"
    broken = raw.replace(b"Is it real?", b"Is it true?")
    assert report(broken, mail_from="ann@signed.example", peer="203.0.113.5").answered == "not_proven"


def test_our_own_alert_is_answered_though_a_machine_wrote_it(brand: Brand) -> None:
    ours = OURS.replace(
        b"MIME-Version", b"Auto-Submitted: auto-generated\r\nList-Unsubscribe: <https://x>\r\nMIME-Version"
    )
    assert report(signed(ours), mail_from="jo@people.example").answered == "by_mail"


def test_a_report_without_a_message_id_is_answered_as_an_answer(brand: Brand) -> None:
    report(passed_on(LURE).replace(b"Message-ID: <report@people.example>\r\n", b""))
    headers = dict(map(tuple, words_of(answer())["headers"]))
    assert headers["Auto-Submitted"] == "auto-replied"
    assert "In-Reply-To" not in headers


def test_a_message_id_cannot_carry_header_lines(brand: Brand) -> None:
    report(passed_on(LURE).replace(b"<report@people.example>", b"<a@b>\r\n Bcc: victim@people.example"))
    assert "In-Reply-To" not in dict(map(tuple, words_of(answer())["headers"]))


def test_a_brand_without_a_sender_notes_it(brand: Brand) -> None:
    Sender.objects.all().delete()
    assert report(passed_on(LURE)).answered == "no_sender"


# --- how many -----------------------------------------------------------------------------------------------------


def reports(number: int, **came: str) -> list[str]:
    sender = came.pop("sender", "")
    return [
        report(passed_on(LURE, text=f"Report {n}", sender=sender.format(n=n) or "kim@people.example"), **came).answered  # type: ignore[arg-type]
        for n in range(number)
    ]


def test_one_address_gets_only_so_many(brand: Brand) -> None:
    heard = reports(13)
    assert (heard.count("by_mail"), heard.count("limited")) == (10, 3)
    assert SingleMail.objects.count() == 10


def test_many_addresses_of_one_domain_get_only_so_many(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "ANSWERS_TO_DOMAIN", Limit("answer domain", 4, answering.ANSWERS_TO_DOMAIN.within))
    assert reports(7, sender="k{n}@people.example").count("by_mail") == 4


def test_one_network_gets_only_so_many(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    within = answering.ANSWERS_TO_NETWORK.within
    monkeypatch.setattr(answering, "ANSWERS_TO_NETWORK", Limit("answer network", 4, within))
    assert reports(7, sender="k{n}@people.example").count("by_mail") == 4


def test_the_brand_sends_only_so_many(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "ANSWERS_OF_BRAND", Limit("answer brand", 3, answering.ANSWERS_OF_BRAND.within))
    assert reports(6, sender="k{n}@people.example").count("by_mail") == 3
    assert Question.objects.count() == 6  # every report is kept, and the page answers whoever asks there


def test_a_flood_of_the_same_report_is_one_report_and_one_answer(brand: Brand) -> None:
    raw, moment = passed_on(LURE), now()
    for _ in range(300):
        receipt = receive(
            raw=raw, rcpt_to=CHECK, mail_from="kim@people.example", source=Source.SMTP, now=moment, peer="192.0.2.10"
        )
    assert receipt.mail_id is not None
    read_received(receipt.mail_id, now=moment)
    assert ReceivedMail.objects.get().copies == 300
    assert (Question.objects.count(), SingleMail.objects.count()) == (1, 1)


def test_reading_a_report_twice_answers_once(brand: Brand) -> None:
    report(passed_on(LURE))
    read_received(ReceivedMail.objects.get().pk, now=now())
    assert (Question.objects.count(), SingleMail.objects.count()) == (1, 1)


def test_a_flood_of_different_reports_is_counted_and_answered_within_the_limit(brand: Brand) -> None:
    """What 50,000 would do: beyond the sender's share of the hour nothing is stored, and the answers have a limit."""
    moment, stored = now(), []
    for number in range(75):
        receipt = receive(
            raw=passed_on(LURE, text=f"Report {number}"),
            rcpt_to=CHECK,
            mail_from="kim@people.example",
            source=Source.SMTP,
            now=moment,
            peer="192.0.2.10",
            helo="mx",
        )
        stored.append(receipt.mail_id)
    kept = [mail_id for mail_id in stored if mail_id is not None]
    assert len(kept) == SENDER_PER_HOUR
    assert SourceCount.objects.filter(dropped__gt=0).get().dropped == 15
    for mail_id in kept:
        read_received(mail_id, now=moment)
    assert Question.objects.count() == SENDER_PER_HOUR
    assert SingleMail.objects.count() == ANSWERS_TO_ADDRESS.times


def reporters(*senders: str, peer: str = "192.0.2.10") -> tuple[int, int]:
    """Reports by different sources, and noise, of the one sighting that these senders' reports come to."""
    for number, sender in enumerate(senders):
        lure = LURE.replace(b"<1@", f"<{number}@".encode())
        report(passed_on(lure, sender=sender), mail_from=sender, peer=peer)
    found = Sighting.objects.get()
    return found.reports, found.noise


def test_addresses_that_nothing_proves_are_one_reporter_by_their_network(brand: Brand) -> None:
    assert reporters("a@x.example", "b@y.example", "c@z.example", peer="203.0.113.9") == (1, 2)


def test_proven_addresses_at_a_domain_of_ones_own_are_one_reporter(brand: Brand) -> None:
    assert reporters("a@people.example", "b@people.example", "c@people.example") == (1, 2)
