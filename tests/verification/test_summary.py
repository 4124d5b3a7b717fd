"""What a mail of ours was, what it asks for and what it does not."""

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
    assert summary[0] == "It is our autumn safety letter."
    assert check(sign(), record=RECORD).summary("es")[1] == "Lo enviamos el 2 de noviembre de 2026."


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
