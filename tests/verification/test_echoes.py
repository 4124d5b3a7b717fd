"""Robots that answer our answers, people who bring an answer back: at most one automatic answer comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from asking import CHECK, LURE, lantern, passed_on, report, signed, words_of, write_zone

from forewarn.brands.models import Brand
from forewarn.outbound.models import SingleMail
from forewarn.verification.cases import shown_case, shown_cases
from forewarn.verification.models import Question

pytestmark = pytest.mark.django_db
AWAY = "I am away until Monday."


@pytest.fixture(autouse=True)
def zone(settings: object, tmp_path: Path) -> Iterator[None]:
    settings.ZONE_FILE = write_zone(tmp_path)  # type: ignore[attr-defined]
    yield


@pytest.fixture(autouse=True)
def brand() -> Brand:
    return lantern()


def answers() -> list[SingleMail]:
    return list(SingleMail.objects.filter(template="verification/answer").order_by("pk"))


def words(
    text: str, *, subject: str = "Re: Our answer", sender: str = "kim@people.example", replies_to: str = ""
) -> bytes:
    """A mail of words alone, whoever or whatever wrote them."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, CHECK, subject
    mail["Message-ID"] = f"<{Question.objects.count()}@people.example>"
    if replies_to:
        mail["In-Reply-To"] = replies_to
    mail.set_content(text)
    return mail.as_bytes()


def our_answer() -> bytes:
    """The last answer as its reader got it."""
    last = answers()[-1]
    said = words_of(last)
    head = (
        f"From: {said['from_name']} <{said['from_address']}>\r\nTo: {last.to_address}\r\nSubject: {said['subject']}\r\n"
    )
    return f"{head}Message-ID: {last.message_id}\r\nAuto-Submitted: auto-replied\r\n\r\n{said['text']}\r\n".encode()


def test_a_robot_that_answers_our_answer_is_not_answered() -> None:
    report(passed_on(LURE))
    assert report(words(AWAY, replies_to=answers()[0].message_id)).answered == "reply"
    assert len(answers()) == 1


def test_a_robot_that_quotes_our_answer_is_not_answered() -> None:
    asked = report(passed_on(LURE))
    quoted = "\n".join(f"> {line}" for line in words_of(answers()[0])["text"].splitlines())
    assert shown_case(asked.case) in quoted
    assert report(words(f"{AWAY}\n\nOn Friday you wrote:\n{quoted}")).answered == "reply"
    assert len(answers()) == 1


def test_a_robot_that_always_says_the_same_is_answered_once() -> None:
    report(passed_on(LURE))
    assert report(words(AWAY, subject="Out of office")).answered == "by_mail"
    assert report(words(f" {AWAY.upper()}\n", subject="Out of office again")).answered == "limited"
    assert len(answers()) == 2


def test_a_robot_that_sends_every_answer_back_is_answered_once() -> None:
    report(passed_on(LURE))
    assert report(passed_on(our_answer())).answered == "by_mail"
    assert report(passed_on(our_answer(), text="And this?")).answered == "limited"
    assert len(answers()) == 2


def test_who_replies_and_brings_another_mail_is_answered() -> None:
    first = report(passed_on(LURE))
    back = f"In-Reply-To: {answers()[0].message_id}\r\n"
    again = report(passed_on(signed(), head=back, text=f"Here it is. My number is {shown_case(first.case)}."))
    assert (again.answered, again.verdict) == ("by_mail", "sent_by_us")


def test_other_words_are_another_question() -> None:
    assert report(words("Is the letter about my password yours?")).answered == "by_mail"
    assert report(words("Is the letter about the prize yours?")).answered == "by_mail"


def test_the_number_or_the_thread_of_somebody_else_silences_nobody() -> None:
    """A criminal who asked about something may write the case number, or our Message-ID, into a lure."""
    theirs = report(passed_on(LURE, sender="eve@elsewhere.people.example"), mail_from="eve@other.example")
    assert theirs.answered == "not_proven"
    said = f"Your Lantern account is locked. Case {shown_case(theirs.case)}."
    assert report(words(said)).answered == "by_mail"
    lure = LURE.replace(b"today.", f"today. Case {shown_case(theirs.case)}.".encode())
    assert report(passed_on(lure)).answered == "by_mail"
    assert report(passed_on(lure, text="Again")).answered == "by_mail"


def test_a_message_id_that_only_looks_like_ours_is_none() -> None:
    made_up = "<s.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@lantern.example>"
    assert report(words(AWAY, replies_to=made_up)).answered == "by_mail"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("number is BCDF-GHJK. Again BCDF-GHJK", ["BCDFGHJK"]),
        ("> BCDF-GHJK\n> 2345-6789", ["BCDFGHJK", "23456789"]),
        ("bcdf-ghjk, BCDF-GHJ, ABCD-EFGH, XBCDF-GHJK, BCDF-GHJKX", []),
    ],
)
def test_case_numbers_in_a_text(text: str, found: list[str]) -> None:
    assert shown_cases(text) == found


def test_a_text_of_nothing_but_numbers_is_looked_up_for_a_few() -> None:
    assert len(shown_cases(" ".join(f"BCDF-{a}{b}22" for a in "BCDFGHJKMN" for b in "BCDFGHJKMN"))) == 20
