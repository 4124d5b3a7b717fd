"""The blob that holds the proof of a group, and the reasons counted from servers' answers."""

from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.mailings.rules.proof import REPLY_LIMIT, Ending, Entry, pack, unpack, without
from forewarn.mailings.rules.reasons import OTHER, REASONS_KEPT, count_reason, most_frequent, reason_of

entries = st.lists(
    st.builds(
        Entry,
        customer_id=st.integers(1, 2**32 - 1),
        at=st.integers(0, 2**33),
        ending=st.sampled_from(list(Ending)),
        stage=st.sampled_from(["", "composing", "recipient", "content"]),
        code=st.sampled_from([0, 250, 451, 550]),
        enhanced=st.sampled_from(["", "2.0.0", "5.1.1"]),
        reply=st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
        relay=st.sampled_from(["", "one", "zwei", "三"]),
    ),
    max_size=60,
)


@given(entries)
def test_what_was_packed_is_unpacked(rows):
    assert unpack(pack(rows)) == rows


@given(entries, st.data())
def test_nothing_of_somebody_forgotten_remains(rows, data):
    whom = data.draw(st.sampled_from([row.customer_id for row in rows] or [1]))
    blob, removed = without(pack(rows), whom)
    assert unpack(blob) == [row for row in rows if row.customer_id != whom]
    assert removed == sum(row.customer_id == whom for row in rows)


def test_a_blob_without_the_customer_is_left_as_it_is():
    blob = pack([Entry(1, 2, Ending.ACCEPTED, "content", 250, "2.0.0", "ok", "one")])
    assert without(blob, 99) == (blob, 0)


def test_it_can_be_read_without_this_program():
    blob = pack([Entry(7, 1795000000, Ending.REFUSED, "recipient", 550, "5.1.1", "no such user", "relay one")])
    assert json.loads(zlib.decompress(blob)) == {
        "relays": ["relay one"],
        "rows": [[7, 1795000000, "refused", "recipient", 550, "5.1.1", "no such user", 0]],
    }


def test_a_chatty_server_is_cut_and_lone_surrogates_do_not_break_it():
    row = Entry(1, 2, Ending.REFUSED, "content", 550, "", "x" * 5_000 + "\ud800", "one")
    (back,) = unpack(pack([row]))
    assert len(back.reply) == REPLY_LIMIT


def test_fifty_acceptances_take_under_25_bytes_each():
    rows = [
        Entry(
            1000 + n,
            1795000000 + n // 20,
            Ending.ACCEPTED,
            "content",
            250,
            "2.0.0",
            f"2.0.0 Ok: queued as {n * 7919:X}",
            "r",
        )
        for n in range(50)
    ]
    assert len(pack(rows)) < 50 * 25


@pytest.mark.parametrize(
    ("code", "enhanced", "reply", "reason"),
    [
        (
            550,
            "5.1.1",
            "5.1.1 <ana@people.example>: Recipient address rejected",
            "550 5.1.1 <…>: Recipient address rejected",
        ),
        (550, "5.1.1", "The email account that you tried to reach ana@people.example does not exist", None),
        (451, "4.7.1", "4.7.1 Greylisted, see https://relay.example/x?y=1", "451 4.7.1 Greylisted, see …"),
        (554, "", "Blocked [192.0.2.7] by policy", "554 Blocked [ip] by policy"),
        (450, "4.2.0", "4.2.0 try again 8f3a9b2c1d later 1234567", "450 4.2.0 try again … later …"),
        (0, "", "The connection ended before the answer.", "The connection ended before the answer."),
        (550, "", "", "550"),
    ],
)
def test_reasons_leave_out_what_differs_from_mail_to_mail(code, enhanced, reply, reason):
    found = reason_of(code, enhanced, reply)
    if reason:
        assert found == reason
    assert "ana@" not in found
    assert len(found) <= 160


def test_a_server_that_words_every_answer_anew_does_not_fill_the_table():
    counted: dict[str, int] = {}
    for number in range(500):
        count_reason(counted, f"answer {number}")
    count_reason(counted, "answer 3")
    assert len(counted) == REASONS_KEPT + 1
    assert counted[OTHER] == 500 - REASONS_KEPT
    assert most_frequent(counted)[:2] == [(OTHER, 450), ("answer 3", 2)]
