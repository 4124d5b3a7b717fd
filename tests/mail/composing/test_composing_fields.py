"""Header fields: nothing injects a line, everything decodes to what was meant, and the canonical form is right."""

import email
import email.header
import email.policy
import email.utils
import re
from email.headerregistry import AddressHeader, UnstructuredHeader

import pytest
from dkim.canonicalization import Relaxed
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forewarn.mail.composing import fields
from forewarn.mail.composing.letters import UnableToCompose

AWKWARD = st.text(
    st.one_of(st.sampled_from(' \t\r\n:;,<>@"\\=?().é😀\x00\u2028'), st.characters(exclude_categories=["Cs"])),
    max_size=200,
)


def parsed(name: str, value: str) -> UnstructuredHeader:
    raw = fields.write_field(name, value).raw + "Next: still here\r\n\r\nbody"
    message = email.message_from_bytes(raw.encode(), policy=email.policy.default)
    assert message.keys() == [name, "Next"], "the value added or swallowed a header"
    return message[name]


@settings(deadline=None)
@given(AWKWARD)
@example("=?utf-8?q?not_ours?=")
@example("x" * 500)
@example("word " * 100)
@example("Ünï " * 50)
@example("a\r\nBcc: everybody@example.com")
def test_free_text_decodes_to_one_line_of_it(text: str) -> None:
    written = fields.unstructured("Subject", text)
    assert all(len(line) <= 78 for line in f"Subject: {written}".split("\r\n"))
    decoded = str(email.header.make_header(email.header.decode_header(written.replace("\r\n", ""))))
    assert decoded == fields.one_line(text)
    parsed("Subject", written)


@settings(deadline=None)
@given(AWKWARD)
@example("")
@example('Quote " and \\')
@example("x" * 300)
@example("a b " * 60)
@example("Zoë\r\nBcc: everybody@example.com")
@example("someone@else.example")
def test_a_display_name_shows_one_address_and_the_name(name: str) -> None:
    written = fields.mailbox("To", name, "zoe@customer.example")
    header = parsed("To", written)
    assert isinstance(header, AddressHeader)
    assert [a.addr_spec for a in header.addresses] == ["zoe@customer.example"]
    phrase, _ = email.utils.parseaddr(written.replace("\r\n", ""))
    assert str(email.header.make_header(email.header.decode_header(phrase))) == fields.one_line(name)


@settings(deadline=None)
@given(AWKWARD, st.sampled_from(["Subject", "X-Note", "LIST-id"]))
def test_the_canonical_form_is_what_an_independent_canonicaliser_makes(text: str, name: str) -> None:
    value = fields.unstructured(name, text)
    written = fields.write_field(name, value)
    raw_name, _, raw_value = written.raw.encode().partition(b":")
    [(theirs_name, theirs_value)] = Relaxed.canonicalize_headers([(raw_name, raw_value)])
    assert written.canonical.encode() == theirs_name + b":" + theirs_value


@settings(deadline=None)
@given(st.text(max_size=60))
@example("a b>,<https://evil.example>")
@example("\ud800")
def test_a_value_inside_a_uri_stays_inside(value: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._~%-]*", fields.in_uri(value))


def test_a_long_list_folds_after_its_commas() -> None:
    value = fields.structured("List-Unsubscribe", f"<https://brand.example/u/{'t' * 60}>, <mailto:stop@brand.example>")
    assert value == f"<https://brand.example/u/{'t' * 60}>,\r\n <mailto:stop@brand.example>"


def test_structured_fields_refuse_what_they_cannot_hold() -> None:
    with pytest.raises(UnableToCompose, match="Reply-To: only ASCII"):
        fields.structured("Reply-To", "Zoë <zoe@brand.example>")


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\r\nb", "a\r\n\r\n b", "a\r\r\n b", "a\r\n  \nb"])
def test_a_raw_line_break_is_refused(value: str) -> None:
    with pytest.raises(UnableToCompose, match="line break"):
        fields.write_field("X-Note", value)


def test_a_line_that_smtp_would_cut_is_refused() -> None:
    with pytest.raises(UnableToCompose, match="998"):
        fields.write_field("List-Unsubscribe", f"<https://brand.example/{'t' * 1000}>")


@pytest.mark.parametrize("name", ["", "Bad Name", "Bad:Name", "Bäd", "Bad\nName"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UnableToCompose):
        fields.check_field_name(name)


def test_an_empty_value_leaves_no_trailing_space() -> None:
    assert fields.write_field("Subject", "") == ("Subject:\r\n", "subject:\r\n")
