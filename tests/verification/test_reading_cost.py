"""What the answer to one report asks of the database: a number that does not grow with the record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from asking import CHECK, LURE, OURS, PEER, lantern, passed_on, signed, write_zone
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forewarn.audit.rules import SYSTEM
from forewarn.brands.actions import mark_compromised
from forewarn.brands.models import Brand, DkimKey
from forewarn.foundation.clock import now
from forewarn.intake.actions import receive
from forewarn.intake.reading import read_received
from forewarn.intake.rules import Source
from forewarn.journal.actions import OwnWords, note_mailing
from forewarn.journal.queries import most_alike
from forewarn.mail.fingerprints import fingerprint
from forewarn.mail.letters import letter_of
from forewarn.mail.reading.message import read_mail
from forewarn.verification.models import Question
from forewarn.verification.queries import checker_for

pytestmark = pytest.mark.django_db
FOOT = "You get this letter because you asked for it, and you can end it in your account at any time you like."


@pytest.fixture(autouse=True)
def zone(tmp_path, settings) -> None:
    settings.ZONE_FILE = write_zone(tmp_path)


def noted(brand: Brand, count: int, words: str) -> None:
    """So many campaigns of the record with the same words, told apart by a few of their own."""
    for number in range(count):
        own = " ".join(f"{letter}{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10]}" for letter in "pqrstuvw")
        text = f"{words} {own} {FOOT}"
        one = OwnWords("en", f"Letter {number}", "Lantern", "news@lantern.example", text, f"<p>{text}</p>")
        note_mailing(
            brand=brand, mailing_id=number + 1, title="A letter", message_class="care", words=[one], page="", now=now()
        )


def statements_of_reading(raw: bytes, *, sender: str = "kim@people.example") -> int:
    report = passed_on(raw, sender=f"Kim <{sender}>")
    receipt = receive(raw=report, rcpt_to=CHECK, mail_from=sender, source=Source.SMTP, now=now(), peer=PEER, helo="mx")
    assert receipt.mail_id is not None
    with CaptureQueriesContext(connection) as asked:
        read_received(receipt.mail_id, now=now())
    return len(asked)


@pytest.mark.parametrize("campaigns", [1, 30])
def test_a_verdict_asks_the_record_three_times_however_long_it_is(campaigns) -> None:
    brand = lantern()
    noted(brand, campaigns, letter_of(read_mail(OURS)).text)
    checker = checker_for(brand)
    with CaptureQueriesContext(connection) as asked:
        verdict = checker.check(passed_on(signed()), now())
    assert verdict.facts.record is not None
    assert len(asked) == 3  # the Message-ID; who shares a number of its words, and the one most alike


def test_a_report_of_our_mail_and_one_of_a_lure() -> None:
    brand = lantern()
    noted(brand, 5, letter_of(read_mail(OURS)).text)
    genuine, lure = statements_of_reading(signed()), statements_of_reading(LURE)
    assert {question.verdict for question in Question.objects.all()} == {"sent_by_us", "not_ours"}
    # Savepoints count too. Counting the answer against its limits takes fifteen the first time and five from then on.
    assert genuine <= 42
    assert lure <= 44


def test_what_the_most_alike_are_compared_by_is_not_their_letters() -> None:
    brand = lantern()
    noted(brand, 30, letter_of(read_mail(OURS)).text)
    with CaptureQueriesContext(connection) as asked:
        most_alike(brand, fingerprint(letter_of(read_mail(OURS)).text))
    with_letters = [one["sql"] for one in asked if '"journal_campaign"."letter"' in one["sql"]]
    assert len(with_letters) == 1
    assert "LIMIT 1" in with_letters[0]


def test_a_key_counts_as_stolen_from_the_next_report_on() -> None:
    """Nothing of the profile is kept between two reports: another process may have marked the key."""
    lantern()
    statements_of_reading(signed())
    mark_compromised(key=DkimKey.objects.get(), since=datetime(2026, 1, 1, tzinfo=UTC), by=SYSTEM, now=now())
    statements_of_reading(signed(), sender="jo@people.example")
    assert [one.verdict for one in Question.objects.order_by("pk")] == ["sent_by_us", "cannot_tell"]
