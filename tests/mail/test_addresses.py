"""Addresses of people: what is accepted, what is refused with which words, and one key per address."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpora import corpora
from forewarn.mail.addresses import Address, UnableToReadAddress, address_key, read_address, read_slowly
from forewarn.mail.composing.addresses import wire_address


def answer(read, text):
    """What a reader says: an address, or that it refuses."""
    try:
        return read(text)
    except UnableToReadAddress:
        return "refused"


@pytest.mark.parametrize(
    ("typed", "email", "key"),
    [
        ("ana@people.example", "ana@people.example", "ana@people.example"),
        ("  Ana.Ortiz@People.Example ", "Ana.Ortiz@people.example", "ana.ortiz@people.example"),
        ("ana+alerts@people.example", "ana+alerts@people.example", "ana+alerts@people.example"),
        ("o'brien@people.example", "o'brien@people.example", "o'brien@people.example"),
        ("ana@bücher.example", "ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@xn--bcher-kva.example", "ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("Ana@BÜCHER.example", "Ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("josé@bücher.example", "josé@bücher.example", "josé@xn--bcher-kva.example"),
        ("josé@people.example", "josé@people.example", "josé@people.example"),
        ("иван@почта.рф", "иван@почта.рф", "иван@xn--80a1acny.xn--p1ai"),
        ('"ana ortiz"@people.example', '"ana ortiz"@people.example', '"ana ortiz"@people.example'),
        ('"ana"@people.example', "ana@people.example", "ana@people.example"),
        ("INFO@people.example", "info@people.example", "info@people.example"),
        ("INFO@bücher.example", "info@bücher.example", "info@xn--bcher-kva.example"),
        ("ana@people.test", "ana@people.test", "ana@people.test"),
        (f"{'a' * 64}@people.example", f"{'a' * 64}@people.example", f"{'a' * 64}@people.example"),
    ],
)
def test_addresses_are_read_and_have_one_key(typed, email, key):
    assert read_address(typed) == Address(email, key)
    assert address_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "no address"),
        ("   ", "no address"),
        ("ana", "@-sign"),
        ("@people.example", "before the @-sign"),
        ("ana@", "after the @-sign"),
        ("ana@localhost", "period"),
        ("ana@test", "period"),
        ("ana@[192.0.2.1]", "bracketed IP"),
        ("Ana <ana@people.example>", "display name"),
        ("ana@people.invalid", "special-use"),
        ("ana@printer.local", "special-use"),
        ("ana@people.example.", "end with a period"),
        ("ana@people..example", "two periods"),
        (".ana@people.example", "start with a period"),
        ("ana ortiz@people.example", "invalid characters"),
        ("ana@people.e1", "top-level"),
        ("ana@-people.example", "hyphen"),
        ("ana@peo--ple.example", None),
        (f"{'a' * 65}@people.example", "too long before"),
        (f"ana@{'b' * 64}.example", "after the @-sign, periods cannot be separated"),
        (f"{'a' * 64}@{'b.' * 95}example", "too long"),
        ("a" * 5_000, "too long"),
        ("ana\u200b@people.example", "unsafe"),
        ("ana@people.example, bob@people.example", "after the @-sign"),
        ("ana\n@people.example", "invalid"),
        ("ana@ana@people.example", "invalid"),
        ("＠people.example", "full-width"),
    ],
)
def test_what_cannot_be_written_to_is_refused_with_a_reason(typed, says):
    if says is None:
        assert address_key(typed) == typed
        return
    with pytest.raises(UnableToReadAddress) as caught:
        read_address(typed)
    assert says.lower() in str(caught.value).lower()


LOCAL = st.text(alphabet="abzAZ09.!#$%&'*+/=?^_`{|}~-\"é @", max_size=70)
LABEL = st.text(alphabet="abzAZ09-ü", min_size=0, max_size=66)
DOMAIN = st.lists(LABEL, min_size=1, max_size=4).map(".".join)
ENDING = st.sampled_from(["", ".example", ".test", ".c1", ".invalid", ".local", ".xn--p1ai", ".COM", "."])
ADDRESSES = st.builds(lambda local, domain, ending: f"{local}@{domain}{ending}", LOCAL, DOMAIN, ENDING)


@given(ADDRESSES)
@example("postmaster@xn--a.example")
@example("Info@a.example")
@example("a@a--b.example")
@example("a@xn--.example")
@example("a@1.example")
def test_the_quick_way_gives_the_librarys_answer(text):
    assert answer(read_address, text) == answer(read_slowly, text.strip() or "")


@given(ADDRESSES)
def test_a_key_is_its_own_key_and_mail_can_be_composed_for_every_address(text):
    found = answer(read_address, text)
    if found == "refused":
        return
    assert address_key(found.key) == found.key
    assert read_address(found.email).key == found.key
    assert wire_address(found.email).lower() == found.key


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    answer(read_address, text)


def isemail_cases():
    """Address, category and diagnosis of each case; control characters are written as their pictures there."""
    for test in ET.parse(corpora("addresses/isemail") / "tests.xml").getroot().iter("test"):
        address = test.findtext("address") or ""
        plain = "".join(chr(ord(c) - 0x2400) if 0x2400 <= ord(c) <= 0x2420 else c for c in address)
        yield plain, test.findtext("category"), test.findtext("diagnosis")


def test_what_isemail_calls_valid_is_accepted_and_what_it_calls_wrong_is_refused():
    wrong = []
    seen = 0
    for address, category, diagnosis in isemail_cases():
        found = answer(read_address, address)
        seen += 1
        if category in ("ISEMAIL_ERR", "ISEMAIL_RFC5322", "ISEMAIL_CFWS") and found != "refused":
            wrong.append((address, category, diagnosis, found))
        if category in ("ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN") and found == "refused":
            wrong.append((address, category, diagnosis, found))
    assert seen > 150
    # Ours: no domain without a dot, letters beyond ASCII, white space around is trimmed, needless escapes fall away
    # before the length counts.
    known = [
        case
        for case in wrong
        if "." not in case[0].rpartition("@")[2]
        or not case[0].isascii()
        or case[0] != case[0].strip()
        or "\\" in case[0]
    ]
    assert [case for case in wrong if case not in known] == []
