"""What is gathered before anything is judged."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brand_mail import ALERT, PROFILE, ListedRecord, attached, check, sent, sign
from forewarn.verification.facts import parse_date
from forewarn.verification.presenting import as_mapping

HEAD = "From: Help <x@evil.example>\r\nTo: kim@customer.example\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def links(html: str) -> list[tuple[str, bool, str, bool]]:
    facts = check((HEAD + html).encode()).facts
    return [
        (link.address.host, link.is_own, link.resembles.host if link.resembles else "", link.shows_other)
        for link in facts.links
    ]


def test_links_and_whose_they_are() -> None:
    assert links('<a href="https://www.acme.example/x">us</a><a href="https://evil.example/">them</a>') == [
        ("www.acme.example", True, "", False),
        ("evil.example", False, "", False),
    ]


def test_links_that_show_another_host() -> None:
    assert links('<a href="https://evil.example/">https://www.acme.example/login</a>')[0][3]
    assert links('<a href="https://evil.example/">www.acme.example</a>')[0][3]
    assert not links('<a href="https://www.acme.example/a">acme.example</a>')[0][3]
    assert not links('<a href="https://evil.example/">click here</a>')[0][3]


def test_look_alikes_behind_a_redirector() -> None:
    found = links('<a href="https://t.example/r?u=https%3A%2F%2Facme.example.evil.example%2F">x</a>')
    assert found[0][2] == "acme.example.evil.example"


def test_the_rarest_host_stands_first() -> None:
    html = (
        "".join(f'<a href="https://click{n}.sender.example/{n}">{n}</a>' for n in range(5))
        + '<a href="https://odd.example/">odd</a>'
    )
    assert check((HEAD + html).encode()).facts.hosts_elsewhere[0] == "odd.example"


def test_many_links_are_bounded() -> None:
    html = "".join(f'<a href="https://h{n}.example/">{n}</a>' for n in range(3_000))
    assert len(check((HEAD + html).encode()).facts.links) <= 400


@pytest.mark.parametrize(
    ("reply_to", "elsewhere"),
    [
        ("", ()),
        ("help@acme.example", ()),
        ("x@evil.example", ("x@evil.example",)),
        ("x@mail.sender.example", ()),
        ("acme.help@mailbox.example", ()),
        ("other@mailbox.example", ("other@mailbox.example",)),
    ],
)
def test_answers(reply_to: str, elsewhere: tuple[str, ...]) -> None:
    field = f"Reply-To: {reply_to}\r\n".encode() if reply_to else b""
    assert check(field + ALERT).facts.reply_to_elsewhere == elsewhere


@pytest.mark.parametrize(
    ("head", "other"),
    [
        (b"Delivered-To: kim@customer.example\r\n", ""),
        (b"Delivered-To: kim+x@customer.example\r\n", ""),
        (b"Delivered-To: jo@customer.example\r\n", "kim@customer.example"),
        (b"X-Original-To: jo@customer.example\r\n", "kim@customer.example"),
        (b"Envelope-To: KIM@Customer.example\r\n", ""),
        (b"Cc: jo@customer.example\r\nDelivered-To: jo@customer.example\r\n", ""),
        (b"", ""),
    ],
)
def test_recipients(head: bytes, other: str) -> None:
    assert check(head + ALERT).facts.other_recipient == other


def test_who_reports() -> None:
    assert check(attached(ALERT)).facts.original.reporter == "kim@customer.example"
    assert check(ALERT, reporter="jo@x.example").facts.other_recipient == "kim@customer.example"
    nobody = ALERT.replace(b"To: kim@customer.example", b"To: undisclosed-recipients:;")
    assert check(nobody, reporter="jo@x.example").facts.other_recipient == ""


def test_fields_that_stand_twice() -> None:
    assert check(b"Subject: a\r\nDate: x\r\n" + ALERT).facts.repeated_fields == ("subject", "date")
    assert check(b"Received: a\r\nReceived: b\r\n" + ALERT).facts.repeated_fields == ()


@pytest.mark.parametrize(
    ("change", "misread"),
    [
        ((b"", b""), False),
        ((b'boundary="alt"', b'boundary="other"'), True),
        ((b'multipart/alternative; boundary="alt"', b"text/plain"), True),
        ((b'Content-Type: multipart/alternative; boundary="alt"', b"X-None: 1"), True),
    ],
)
def test_bodies_that_do_not_fit_their_head(change: tuple[bytes, bytes], misread: bool) -> None:
    assert check(ALERT.replace(*change, 1)).facts.is_misread is misread


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 2 Nov 2026 10:00:00 +0000", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("Mon, 2 Nov 2026 10:00:00 -0000", None),
        ("2 Nov 2026", None),
        ("soon", None),
        ("", None),
        ("Mon, 99 Nov 2026 10:00:00 +0000", None),
    ],
)
def test_dates(text: str, moment: datetime | None) -> None:
    assert parse_date(text) == moment


def test_record_matches_by_id_then_by_words() -> None:
    record = ListedRecord(sent())
    assert check(ALERT, record=record).facts.record.by_message_id  # type: ignore[union-attr]
    renamed = ALERT.replace(b"alert-2026-4", b"other")
    match = check(renamed, record=record).facts.record
    assert match is not None
    assert not match.by_message_id
    assert match.resemblance == 1
    assert (
        check(
            b"From: a@b.example\r\nSubject: x\r\n\r\nquite another text about the weather today\r\n", record=record
        ).facts.record
        is None
    )


def test_vendors_are_named() -> None:
    mail = sign(ALERT, key="vendor", domain=b"mail.sender.example")
    assert [fact.vendor for fact in check(mail).facts.signatures] == ["Postfach Ltd"]


def test_numbers_of_ours_are_known_in_any_form() -> None:
    local = ALERT.replace(b"+44 20 7946 0000", b"020 7946 0000")
    assert check(local).facts.numbers_elsewhere == ()
    other = ALERT.replace(b"+44 20 7946 0000", b"020 7946 0001")
    assert check(other).facts.numbers_elsewhere == ("020 7946 0001",)


def test_attachments_are_listed() -> None:
    mail = (
        b"From: a@b.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: text/html\r\n"
        b'Content-Disposition: attachment; filename="login.html"\r\n\r\n<form>\r\n--b--\r\n'
    )
    assert check(mail).facts.attachments == ("login.html",)


def test_json_is_plain_data() -> None:
    import json

    for raw in (sign(), ALERT, attached(sign()), b"", b"\xff\xfe", HEAD.encode()):
        mapping = as_mapping(check(raw, record=ListedRecord(sent())), "es")
        assert json.loads(json.dumps(mapping)) == mapping


def test_no_profile_name_breaks_anything() -> None:
    odd = replace(PROFILE, name="!!!", aliases=("", "é", "?"))
    assert check(sign(), odd).kind.value == "sent_by_us"


HEADERS = st.sampled_from(
    ["From: Acme <a@evil.example>", "From: a@acme.example, b@evil.example", "From: =?utf-8?b?QWNtZQ==?= <x@y.example>", "Subject: Acme", "Content-Type: multipart/mixed; boundary=b",
     "Content-Type: text/html", "Content-Transfer-Encoding: base64", "Content-Type: message/rfc822", "DKIM-Signature: v=1; a=rsa-sha256; d=acme.example; s=s1; h=from; bh=YQ==; b=YQ==", "Date: now", "To: check@acme.example"]
)  # fmt: skip
BODIES = st.recursive(
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from(
            [
                b"<a href='https://acme.example.evil.example'>x</a>",
                b"From: a@acme.example\nSent: 2026\nSubject: x\n\nhi",
                b"PGI+",
            ]
        ),
    ),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(
        lambda parts: b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + b"\r\n--b\r\n\r\n".join(parts) + b"\r\n--b--\r\n"
    ),
    max_leaves=6,
)


@settings(max_examples=250, deadline=None)
@given(st.lists(HEADERS, max_size=7), BODIES)
def test_any_structure_is_judged(headers: list[str], body: bytes) -> None:
    verdict = check(("\r\n".join(headers) + "\r\n\r\n").encode() + body, record=ListedRecord(sent()))
    assert verdict.kind.value not in ("sent_by_us", "sent_by_us_altered")
    as_mapping(verdict)
