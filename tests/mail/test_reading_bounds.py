"""Mail that is made to hurt: what is read of it has an end, and its reading takes no more steps than the mail has lines."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.mail.dkim.canonical import signed_form
from forewarn.mail.forwards.pasted import pasted_source
from forewarn.mail.html.shown_text import MAX_TEXT_CHARACTERS
from forewarn.mail.letters import letter_of, letter_of_text, plain_text
from forewarn.mail.reading.addresses import MAX_CHARACTERS, MAX_MAILBOXES
from forewarn.mail.reading.ambiguity import has_loose_text, is_misread, is_stray
from forewarn.mail.reading.boundaries import MAX_BOUNDARY, markers
from forewarn.mail.reading.charsets import decode_text
from forewarn.mail.reading.limits import DEFAULT_LIMITS, MAX_HEAD_BYTES
from forewarn.mail.reading.message import read_mail
from forewarn.mail.reading.parameters import parse_field
from steps import lines_run

HEAD = b"From: a@b.example\r\nSubject: c\r\n"


def codes(mail) -> set[str]:
    return {defect.code for defect in mail.defects}


@pytest.mark.parametrize(
    "head",
    [
        b"X-A: " + b"a\r\n " * 100_000 + b"\r\n",  # one field in many folded lines
        b"a:\r\n" * 100_000,
        b"x\r\ny: z\r\n" * 50_000,
        b"DKIM-Signature: v=1\r\n" * 20_000,
    ],
)
def test_of_an_endless_head_few_lines_are_looked_at(head):
    raw = HEAD + head + b"\r\nHello."
    assert lines_run(lambda: read_mail(raw)) < 40 * DEFAULT_LIMITS.headers
    mail = read_mail(raw)
    assert mail.senders[0].address == "a@b.example"
    assert mail.texts[0].text == "Hello."
    assert mail.root.line == head.count(b"\n") + 4


def test_only_the_beginning_of_an_endless_field_is_kept():
    header = read_mail(b"X-A: " + b"a" * 200_000 + b"\r\n\r\nHello.").headers[0]
    assert len(header.raw) == DEFAULT_LIMITS.header_bytes


def test_a_signature_proves_nothing_below_an_endless_head():
    short, long = (HEAD + b"X-A: " + b"a" * size + b"\r\n\r\nHello." for size in (1_000, MAX_HEAD_BYTES))
    assert not signed_form(short).malformed
    assert not is_stray(read_mail(short))
    assert signed_form(long).malformed
    assert is_stray(read_mail(long))


def test_mailboxes_of_all_fields_of_one_name_have_an_end():
    many = read_mail(b"To: a@b.example,c@d.example\r\n" * 900 + b"\r\nHello.")
    assert len(many.mailboxes("to")) == MAX_MAILBOXES
    named = b"To: " + b"a" * 1_000 + b" <a@b.example>\r\n"
    assert len(read_mail(named * 900 + b"\r\nHello.").mailboxes("to")) <= MAX_CHARACTERS / 1_000 + 1
    assert many.mailboxes("to") is many.mailboxes("to")


@given(st.text(alphabet='; a=b"\\\n', max_size=14))
def test_a_run_of_signs_between_parameters_counts_as_one(text):
    squeezed = re.sub(r"[;\s]*;[;\s]*", ";", text) if '"' not in text else text
    assert parse_field(f"x;{text}").parameters == parse_field(f"x;{squeezed}").parameters


def test_boundary_lines_are_told_from_others():
    data = b"--b\r\n--b \t\r\n--bc\r\n --b\r\n--b--\r\n--b"
    assert [data[one.at : one.end] for one in markers(data, b"b", 0, len(data))] == [
        b"--b",
        b"--b \t",
        b"--b--",
        b"--b",
    ]
    assert [one.is_last for one in markers(data, b"b", 0, len(data))] == [False, False, True, False]
    assert [one.at for one in markers(data, b"b", 5, len(data) - 1)] == [5, data.index(b"--b--")]


def test_a_boundary_of_endless_length_is_none():
    whole = b'Content-Type: multipart/mixed; boundary="%s"\n\n--%s\n\nHello.\n'
    named, endless = b"b" * MAX_BOUNDARY, b"b" * (MAX_BOUNDARY + 1)
    assert "no_boundary" not in codes(read_mail(whole % (named, named)))
    assert "no_boundary" in codes(read_mail(whole % (endless, endless)))
    assert is_misread(read_mail(whole % (endless, endless)), shows=True)


def test_what_follows_the_closing_boundary_is_loose_also_as_a_part():
    parts = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello.\n--b--\n"
    assert not has_loose_text(read_mail(parts))
    assert has_loose_text(read_mail(parts + b"--b\n\nPay here.\n"))
    assert has_loose_text(read_mail(parts.replace(b"--b\n", b"--b\n\nHello.\n" * 600 + b"--b\n", 1)))


def test_broken_base64_is_read_without_what_does_not_belong():
    noise = b"".join(b"!%c" % letter for letter in base64.b64encode(b"Hello there."))
    mail = read_mail(b"Content-Transfer-Encoding: base64\n\n" + noise)
    assert mail.root.text == "Hello there."
    assert codes(mail) == {"broken_transfer"}


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_uuencoded_lines_are_read_whatever_ends_them(ends):
    lines = [b"Content-Transfer-Encoding: x-uuencode", b"", b"begin 644 a", b"%2&5L;&\\", b"`", b"end", b""]
    assert read_mail(ends.join(lines)).root.text == "Hello"


def test_utf_7_with_a_fault_is_read_as_another_charset():
    assert decode_text(b"Gr+APwA3w-e", "utf-7") == ("Grüße", "utf-7", True)
    assert decode_text(b"Hello +AP \xff\xfe there", "utf-7")[1] != "utf-7"


def test_a_letter_has_an_end_that_it_tells_of():
    words = "Hello there. "
    long = words * (MAX_TEXT_CHARACTERS // len(words) + 1)
    assert not letter_of_text(long[:MAX_TEXT_CHARACTERS]).is_cut
    for letter in (letter_of_text(long), letter_of(read_mail(HEAD + b"\r\n" + long.encode()))):
        assert letter.is_cut
        assert len(letter.text) == MAX_TEXT_CHARACTERS
    pages = b"--b\nContent-Type: text/html\n\n" + f"<p>{long}".encode() + b"\n"
    mail = read_mail(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + pages * 15)
    assert letter_of(mail).is_cut
    assert len(letter_of(mail).text) < MAX_TEXT_CHARACTERS * 15


def test_a_pasted_source_is_whole_where_the_letter_is_not():
    source = HEAD + b"Message-ID: <1@b.example>\r\nDate: x\r\n\r\n" + b"Hello there.\r\n" * 30_000
    mail = read_mail(HEAD + b"\r\nIs this real?\r\n\r\n" + source)
    letter = letter_of(mail)
    found = pasted_source(letter, plain_text(mail))
    assert letter.is_cut
    assert found is not None
    assert found.own_words == "Is this real?"
    assert found.mail.body.count(b"Hello there.") == 30_000
