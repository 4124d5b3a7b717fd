"""A genuine mail of ours in the company of a lure: what is proven of one must never be said of the other."""

import base64

import pytest

from brand_mail import ALERT, LURE, NOW, PROFILE, RECORD, attached, check, codes, inline, sign
from forewarn.verification.checking import Checker, Verdict
from forewarn.verification.reasons import VerdictKind
from outlook_file import msg_file

SENT, ALTERED, NOT_OURS = VerdictKind.SENT_BY_US, VerdictKind.SENT_BY_US_ALTERED, VerdictKind.NOT_OURS
CANNOT_TELL, NOT_ABOUT_US = VerdictKind.CANNOT_TELL, VerdictKind.NOT_ABOUT_US
STRANGER = "Security Desk <x@evil.example>"
HEAD, _, ALTERNATIVES = ALERT.partition(b"\r\n\r\n")
BODY = ALTERNATIVES.partition(b"charset=utf-8\r\n\r\n")[2].partition(b"\r\n--alt")[0] + b"\r\n"
SOURCE = sign(HEAD.replace(b'multipart/alternative; boundary="alt"', b"text/plain; charset=utf-8") + b"\r\n\r\n" + BODY)
BLOCK = (
    "---------- Forwarded message ---------\r\nFrom: Security Desk <x@evil.example>\r\nDate: Mon, Nov 2, 2026 at 10:00 AM\r\n"
    "Subject: Your account\r\nTo: <kim@customer.example>\r\n\r\n"
)  # fmt: skip


def on_page(raw: bytes) -> Verdict:
    """The verdict on a file that somebody shows us on our page."""
    return Checker(PROFILE).check(raw, NOW, may_report=False)


def two_forms(sender: str, to: str, plain: bytes, html: bytes) -> bytes:
    head = f'From: {sender}\r\nTo: {to}\r\nSubject: Fwd: Your account\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="q"\r\n\r\n'
    parts = b"--q\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n--q\r\nContent-Type: text/html; charset=utf-8\r\n\r\n%s\r\n--q--\r\n"
    return head.encode() + parts % (plain, html)


# --- attached to a lure -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Call +1 888 555 0100 now.",
        "Open https://evil.example/ now.",
        "Answer this mail with your card number and PIN.",
        "Reply with your password.",
        "Responde con tu contraseña.",
        "Antworten Sie mit Ihrer PIN.",
        "Envoyez votre mot de passe.",
        "x " * 400,
    ],
)
def test_a_lure_that_carries_our_mail_is_judged_itself(words: str) -> None:
    lure = attached(sign(), sender=STRANGER, to="kim@customer.example", text=words)
    for verdict in (check(lure), on_page(lure), check(attached(lure))):
        assert verdict.kind is NOT_ABOUT_US
        assert verdict.original.sender is not None
        assert verdict.original.sender.domain == "evil.example"


@pytest.mark.parametrize("field", [b"Cc: safety@acme.example", b"Delivered-To: safety@acme.example"])
def test_a_lure_that_names_us_as_a_reader_is_no_report(field: bytes) -> None:
    lure = attached(sign(), sender=STRANGER, to="kim@customer.example", text="Call +1 888 555 0100 now.")
    copied = field + b"\r\n" + lure
    assert check(attached(copied)).kind is NOT_ABOUT_US
    assert on_page(copied).kind is NOT_ABOUT_US


def test_a_lure_written_to_us_and_shown_by_its_hidden_reader() -> None:
    lure = attached(sign(), sender=STRANGER, text="Call +1 888 555 0100 now.")
    assert on_page(lure).kind is NOT_ABOUT_US
    assert check(attached(lure)).kind is NOT_ABOUT_US


def test_our_mail_passed_on_by_a_friend_is_ours_and_the_friends_words_are_not() -> None:
    friends = attached(sign(), sender="al@friend.example", to="kim@customer.example", text="Have a look")
    for verdict in (check(attached(friends)), on_page(friends)):
        assert verdict.kind is SENT
        assert "inside_another" in codes(verdict)
    assert "inside_another" not in codes(check(attached(sign())))


def test_of_several_attached_mails_none_speaks_for_all() -> None:
    def both(first: bytes, second: bytes) -> bytes:
        end = f"\r\n--w{len(first)}"
        report = attached(first)
        part = f"{end}\r\nContent-Type: message/rfc822\r\n\r\n".encode() + second
        return report.removesuffix(f"{end}--\r\n".encode()) + part + f"{end}--\r\n".encode()

    strange = (
        LURE.replace(b"Acme Security", b"Parcel desk").replace(b"acme-verify", b"evil").replace(b"Acme", b"parcel")
    )
    assert check(both(sign(), LURE)).kind is NOT_OURS
    assert [one.kind for one in check(both(sign(), LURE)).others] == [CANNOT_TELL]
    assert check(both(strange, sign())).kind is CANNOT_TELL
    assert codes(check(both(sign(), sign(ALERT.replace(b"Kim", b"Al"))))) == ["beside_another"]
    assert check(both(sign(), sign())).kind is SENT
    assert check(both(LURE, sign())).kind is NOT_OURS


# --- forwarded as text, with the genuine mail still attached ----------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["Open https://evil.example/ and read the attached letter.", "Read the attached letter."]
)
def test_a_lure_forwarded_as_text_together_with_the_mail_it_carried(words: str) -> None:
    verdict = check(attached(sign(), text=f"Is this real?\r\n\r\n{BLOCK}{words}\r\n"))
    assert (verdict.kind, codes(verdict)) == (CANNOT_TELL, ["beside_another"])


def test_a_lure_attached_below_what_we_wrote_before_is_judged() -> None:
    """We asked for the mail as an attachment; the customer answers with our words below theirs."""
    ours = "Here it is.\r\n\r\nOn Mon, 2 Nov 2026 at 10:00, Acme Help <help@acme.example> wrote:\r\n> Please attach the mail.\r\n"
    assert check(attached(LURE, text=ours)).kind is NOT_OURS


def test_the_same_mail_attached_and_as_text_is_one() -> None:
    block = BLOCK.replace("Security Desk <x@evil.example>", "Acme Safety <safety@acme.example>")
    assert check(attached(sign(), text=f"Is it you?\r\n\r\n{block}{BODY.decode()}")).kind is SENT


# --- our source, pasted into a lure -----------------------------------------------------------------------------------


@pytest.mark.parametrize("html", [b"<p>Call +1 888 555 0100, dear customer</p>", b"<p>Your desk</p>", b""])
def test_our_source_where_only_machines_read_it(html: bytes) -> None:
    lure = two_forms(STRANGER, "kim@customer.example", SOURCE, html)
    for verdict in (
        check(lure),
        check(attached(lure)),
        check(two_forms("kim@customer.example", "check@acme.example", SOURCE, html)),
    ):
        assert verdict.kind not in (SENT, ALTERED)


@pytest.mark.parametrize(
    "above",
    ["Open https://evil.example/ today.", "Call +1 888 555 0100.", "x " * 400, BLOCK, BLOCK.replace("From:", "Von:")],
)
def test_our_source_below_a_lure(above: str) -> None:
    report = b"From: kim@customer.example\r\nTo: check@acme.example\r\nSubject: is this you\r\n\r\n"
    lure = f"{above}\r\n\r\n".encode() + SOURCE
    assert check(report + lure).kind not in (SENT, ALTERED)
    assert on_page(lure).kind not in (SENT, ALTERED)
    question = b"They want my password, should I click?\r\n\r\n" + SOURCE
    assert check(report + question).kind is SENT
    assert on_page(question).kind is SENT


# --- reported by our own people ---------------------------------------------------------------------------------------


def test_a_lure_that_a_colleague_reports_is_judged_not_the_colleagues_mail() -> None:
    colleague = "Jo <jo@acme.example>"
    names = (b"from", b"to", b"subject")
    report = sign(attached(LURE, sender=colleague), names=names)
    assert check(report).kind is NOT_OURS
    text = inline(BLOCK.replace("Security Desk", "Acme Safety"), "Dear Acme customer, call us.\r\n", sender=colleague)
    assert check(sign(text, names=names)).kind is NOT_OURS
    assert check(sign(attached(sign(), sender=colleague), names=names), record=RECORD).original.how.value == "attached"


def test_a_lure_with_our_address_and_our_mail_is_judged_itself_on_the_page() -> None:
    spoofed = attached(sign(), sender="Acme <help@acme.example>")
    assert on_page(spoofed).kind is NOT_OURS
    assert check(attached(spoofed)).kind is NOT_OURS


def test_a_lure_as_an_outlook_file_beside_our_mail_is_not_covered_by_it() -> None:
    """Found by running: the file of Outlook was not seen, and the answer was that we sent it."""
    outlook = base64.encodebytes(
        msg_file(LURE.partition(b"\r\n\r\n")[0].decode(), "Your Acme account", "Pay.")
    ).decode()
    end = f"\r\n--w{len(sign())}--\r\n".encode()
    part = (
        f"\r\n--w{len(sign())}\r\nContent-Type: application/vnd.ms-outlook\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    verdict = check(attached(sign()).removesuffix(end) + part.encode() + outlook.encode() + end)
    assert verdict.kind is NOT_OURS
    assert [one.kind for one in verdict.others] == [CANNOT_TELL]


def test_a_page_beside_our_mail_is_not_covered_by_it() -> None:
    end = f"\r\n--w{len(sign())}--\r\n".encode()
    part = f"\r\n--w{len(sign())}\r\nContent-Type: text/html; name=pay.html\r\nContent-Disposition: attachment\r\n\r\n<form>"
    assert codes(check(attached(sign()).removesuffix(end) + part.encode() + end)) == ["beside_another"]
