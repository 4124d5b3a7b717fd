"""What a mail of ours was, what it asks for and what it does not."""

import pytest

from brand_mail import ALERT, LURE, RECORD, ListedRecord, check, sent, sign


def test_of_a_signed_mail_without_a_record() -> None:
    assert check(sign()).summary() == [
        "It is “What scammers send in our name this autumn”.",
        "We sent it on November 2, 2026.",
        "It has links to: www.acme.example.",
        "It gives this phone number: +44 20 7946 0000.",
        "It has no attached file.",
    ]


def test_the_record_says_what_it_was() -> None:
    summary = check(sign(), record=RECORD).summary()
    assert summary[0] == "It is “our autumn safety letter”."
    assert check(sign(), record=RECORD).summary("es")[1] == "Lo enviamos el 2 de noviembre de 2026."


LATER = ALERT.replace(b"<alert-2026-4@", b"<alert-2027-1@").replace(b"02 Nov", b"22 Nov")  # at another seed address


def test_a_copy_of_the_same_campaign_is_told_by_the_record() -> None:
    summary = check(sign(LATER.replace(b"Hello Kim", b"Hello Ada")), record=RECORD).summary()
    assert summary[:2] == ["It is “our autumn safety letter”.", "We sent it on November 2, 2026."]


@pytest.mark.parametrize(
    ("words", "instead"),
    [(b"this autumn", b"this winter"), (b"We never ask for a fee by email.", b"We never ask for gift cards, ever.")],
)
def test_an_earlier_letter_of_the_same_frame_does_not_lend_its_day(words: bytes, instead: bytes) -> None:
    verdict = check(sign(LATER.replace(words, instead)), record=RECORD)
    assert verdict.facts.record is not None
    assert verdict.summary()[0].startswith("It is “What scammers send in our name this ")
    assert verdict.summary()[1] == "We sent it on November 22, 2026."


def test_of_a_changed_copy_the_real_one_is_told() -> None:
    changed = ALERT.replace(b"www.acme.example/safety", b"evil.example/safety").replace(b"7946 0000", b"7946 0999")
    summary = check(changed, record=RECORD).summary()
    assert "It has links to: www.acme.example." in summary
    assert "It gives this phone number: +44 20 7946 0000." in summary
    assert "evil" not in " ".join(summary)


def test_of_a_changed_copy_without_a_record_nothing_is_known() -> None:
    assert check(sign().replace(b"Hello Kim", b"Hello Jo")).summary() == []


def test_what_it_does_not_ask() -> None:
    plain = ALERT.replace(b"We never ask for your password.", b"We never hurry you.")
    bare = plain.replace(b"https://www.acme.example/safety", b"our site").replace(b"+44 20 7946 0000", b"the shop")
    bare = bare.replace(b'<a href="our site">acme.example/safety</a>', b"our site")
    summary = check(sign(bare), record=ListedRecord(sent(bare))).summary()
    assert summary[2:] == [
        "It has no links.",
        "It gives no phone number.",
        "It does not ask for a password, a code or a card number.",
        "It has no attached file.",
    ]


def test_other_mail_has_no_summary() -> None:
    assert check(LURE).summary() == []
