"""A message as it is shown: whose address it is, and nothing that turns the writing or hides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.lessons.rules.adapting import library_lessons
from forewarn.lessons.rules.exercises import chunks
from forewarn.lessons.rules.inbox import AFTER, BEFORE, REFRESH, choose
from forewarn.lessons.rules.programme import Due, due, held_out
from forewarn.lessons.rules.reading.placeholders import BrandFacts, values_for
from forewarn.lessons.rules.retirement import ItemTally, Retire, retire
from forewarn.lessons.rules.showing import address_of, inert, link_of, shown_message

LESSONS = list(library_lessons().values())


@pytest.mark.parametrize(
    ("target", "before", "owner", "after"),
    [
        ("https://nordlicht.example.login.example/bill", "https://nordlicht.example.", "login.example", "/bill"),
        ("https://help.nordlicht.example/x?y=1", "https://help.", "nordlicht.example", "/x?y=1"),
        ("https://nordlicht.example@web-desk.example/me", "https://nordlicht.example@", "web-desk.example", "/me"),
        ("https://shop.brand.co.uk:8443/a", "https://shop.", "brand.co.uk", ":8443/a"),
        ("tel:+447700900118", "", "+447700900118", ""),
        ("mailto:a@b.brand.example", "a@b.", "brand.example", ""),
        ("https://", "", "https://", ""),
        ("https://[::1/x", "", "https://[::1/x", ""),
    ],
)
def test_the_owner_of_a_link(target: str, before: str, owner: str, after: str) -> None:
    found = link_of(target)
    assert (found.before, found.owner, found.after) == (before, owner, after)


def test_the_owner_of_an_address_and_other_alphabets() -> None:
    assert address_of("care@mail.brand.example").owner == "brand.example"
    twin = address_of("care@nоrdlicht.example")
    assert twin.owner == "nоrdlicht.example"
    assert twin.in_ascii.startswith("xn--")


def test_days_in_a_message_count_from_the_day_it_is_dated() -> None:
    lesson = LESSONS[0]
    plan = replace(lesson.items[0], days_ago=3)
    text = replace(lesson.texts["en"].items[plan.id], subject="By {day+1}", body="Sent on {day-2}.")
    shown = shown_message(plan, text, values_for(BrandFacts("Alder", "alder.example"), "en", date(2026, 3, 2)))
    assert (shown.on, shown.subject, shown.lines[0].pieces[0].text) == (
        "27 Feb",
        "By 28 February",
        "Sent on 25 February.",
    )


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        (
            "Pay at https://a.pay.example/x. Now!",
            [("Pay at ", ""), ("https://a.pay.example/x", "pay.example"), (". Now!", "")],
        ),
        ("https://pay.example", [("https://pay.example", "pay.example")]),
        ("(https://pay.example)", [("(", ""), ("https://pay.example", "pay.example"), (")", "")]),
        ("[here](https://a.example) https://", [("here", "a.example"), (" https://", "")]),
    ],
)
def test_an_address_in_the_words_of_a_message_can_be_pressed(words: str, pieces: list[tuple[str, str]]) -> None:
    lesson = LESSONS[0]
    text = replace(lesson.texts["en"].items["a2"], body=words)
    values = values_for(BrandFacts("Alder", "alder.example"), "en", date(2026, 3, 2))
    line = shown_message(lesson.items[1], text, values).lines[0]
    assert [(piece.text, piece.leads_to.owner if piece.leads_to else "") for piece in line.pieces] == pieces


@given(st.text(max_size=200))
def test_any_text_is_shown_without_an_error_and_without_hidden_marks(text: str) -> None:
    link_of(f"https://{text}")
    address_of(text)
    assert not {"\u202e", "\u200b", "\u2066", "\x00"} & set(inert(text))


@given(st.integers(0, 2**64 - 1), st.sampled_from(LESSONS))
def test_a_visit_shows_half_fakes_nothing_twice_and_other_forms_before_and_after(seed: int, lesson) -> None:
    shown = choose(lesson, seed=seed)
    plans = {item.id: item for item in lesson.items}
    assert len({one.item for one in shown}) == len(shown) == 10
    before = [plans[one.item] for one in shown if one.phase == BEFORE]
    after = [plans[one.item] for one in shown if one.phase == AFTER]
    assert sorted(p.difficulty for p in before if p.is_lure) == ["least", "moderate"]
    assert sorted(p.difficulty for p in after if p.is_lure) == ["least", "moderate", "very"]
    assert [p.is_lure for p in before].count(False) == 2
    for phase in (before, after):  # the newest stands first, as in any inbox
        assert [p.days_ago for p in phase] == sorted(p.days_ago for p in phase)
    assert sum(not p.is_lure and p.odd for p in after) == 1
    forms = {p.forms for p in before if p.is_lure} | set()
    assert len(forms) == 1
    assert not forms & {p.forms for p in after if p.is_lure}
    assert len(choose(lesson, seed=seed, refresh=True)) == 4
    assert {one.phase for one in choose(lesson, seed=seed, refresh=True)} == {REFRESH}


@given(st.integers(0, 2**32))
def test_who_comes_back_meets_other_messages(seed: int) -> None:
    lesson = LESSONS[0]
    first = {one.item for one in choose(lesson, seed=seed)}
    again = [one.item for one in choose(lesson, seed=seed + 1, seen=first)]
    assert len(first & set(again)) <= 6  # each form has five fakes: some come back, and no more than must
    assert len(set(again)) == 10


@pytest.mark.parametrize(
    ("shown", "right", "why"),
    [
        (199, 199, None),
        (200, 191, Retire.TOO_EASY),
        (200, 190, None),
        (200, 40, None),
        (200, 39, Retire.TOO_HARD),
        (0, 0, None),
    ],
)
def test_retirement(shown: int, right: int, why: Retire | None) -> None:
    assert retire(ItemTally("a1", True, "least", shown, right)) == why


def test_holding_out_is_even_stable_and_grows() -> None:
    everybody = range(1, 20_001)
    ten = held_out(everybody, key="k", percent=10)
    assert 1_800 < len(ten) < 2_200
    assert ten == held_out(everybody, key="k", percent=10)
    assert set(ten) < set(held_out(everybody, key="k", percent=20))
    assert set(ten) != set(held_out(everybody, key="other", percent=10))
    assert held_out(everybody, key="k", percent=0) == []


def test_what_is_due() -> None:
    from datetime import date

    quarter = {"first": date(2026, 4, 1), "last": date(2026, 6, 30), "began": date(2025, 1, 1)}
    states = {
        due(**quarter, today=date(2026, 3, 31), sent=False, written=False): Due.LATER,
        due(**quarter, today=date(2026, 4, 1), sent=False, written=False): Due.DUE,
        due(**quarter, today=date(2026, 6, 20), sent=False, written=False): Due.LATE,
        due(**quarter, today=date(2026, 7, 1), sent=False, written=False): Due.MISSED,
        due(**quarter, today=date(2026, 4, 2), sent=False, written=True): Due.WAITING,
        due(**quarter, today=date(2026, 7, 2), sent=True, written=True): Due.DONE,
    }
    assert all(found == wanted for found, wanted in states.items())
    assert (
        due(**(quarter | {"began": date(2026, 7, 1)}), today=date(2026, 7, 2), sent=False, written=False) == Due.BEFORE
    )


def test_chunks_to_mark() -> None:
    assert chunks("Hello. [[Act now]] or wait, please.") == [
        ("Hello.", False),
        ("Act now", True),
        ("or wait,", False),
        ("please.", False),
    ]
