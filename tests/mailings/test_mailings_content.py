"""What a mail of a mailing carries besides its words: headers per class, merge fields, hashes, Message-IDs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from forewarn.mail.composing.compiling import compile_letter
from forewarn.mailings.message_ids import message_id, read_message_id
from forewarn.mailings.rules.classes import TO_CUSTOMERS, MessageClass
from forewarn.mailings.rules.content import HeaderFacts, Words, audience_mark, content_hash, standard_headers
from forewarn.mailings.sending.people import Fields, Person

FACTS = HeaderFacts(
    mailing_id=7,
    message_class=MessageClass.CARE,
    brand_name="Harbour & Pine",
    brand_slug="harbour-pine",
    public_host="safety.harbourpine.example",
    intake_domain="mail.harbourpine.example",
    reply_to="care@harbourpine.example",
    feedback_sender_id="hpcare",
)
WORDS = Words("en", "Subject", "Harbour & Pine", "safety@harbourpine.example", "Hello {{name}}\n")


def headers(**changes):
    from dataclasses import replace

    return dict(standard_headers(replace(FACTS, **changes)))


# -- headers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("message_class", sorted(TO_CUSTOMERS))
def test_every_class_has_a_list_a_reply_address_and_a_feedback_id(message_class):
    found = headers(message_class=message_class)
    assert re.fullmatch(r"<(care|news|notices)\.safety\.harbourpine\.example>", found["List-Id"])
    assert found["Reply-To"] == "care@harbourpine.example"
    assert re.fullmatch(r"m7:(care|news|notices):harbour-pine:hpcare", found["Feedback-ID"])


@pytest.mark.parametrize("message_class", ["care", "marketing", "mixed"])
def test_what_can_be_unsubscribed_has_the_one_click_pair(message_class):
    found = headers(message_class=MessageClass(message_class))
    assert found["List-Unsubscribe"] == (
        "<https://safety.harbourpine.example/unsubscribe/{{unsubscribe}}>, "
        "<mailto:unsubscribe+{{unsubscribe}}@mail.harbourpine.example?subject=unsubscribe>"
    )
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Auto-Submitted" not in found


@pytest.mark.parametrize("message_class", ["mandated", "transactional"])
def test_what_no_choice_hides_does_not_pretend_otherwise(message_class):
    found = headers(message_class=MessageClass(message_class))
    assert not [name for name in found if "Unsubscribe" in name]
    assert found["Auto-Submitted"] == "auto-generated"


def test_without_mail_in_there_is_only_the_page():
    found = headers(intake_domain="", reply_to="")
    assert found["List-Unsubscribe"] == "<https://safety.harbourpine.example/unsubscribe/{{unsubscribe}}>"
    assert "Reply-To" not in found


@pytest.mark.parametrize(
    ("slug", "given_id", "got"),
    [("hp", "", "hp000"), ("a-very-long-brand-name", "", "averylongbrandn"), ("x", "chosen", "chosen")],
)
def test_the_senders_id_has_five_to_fifteen_characters(slug, given_id, got):
    found = headers(brand_slug=slug, feedback_sender_id=given_id)
    assert found["Feedback-ID"].rpartition(":")[2] == got
    assert 5 <= len(got) <= 15


def test_the_feedback_id_is_the_same_for_everybody():
    assert "{{" not in headers()["Feedback-ID"]


def test_the_letter_has_our_headers_and_its_own():
    words = Words("es", "Asunto", "H", "safety@harbourpine.example", "Hola\n", headers=(("X-Stream", "care"),))
    letter = words.letter(standard_headers(FACTS))
    assert letter.language == "es"
    assert letter.headers[-1] == ("X-Stream", "care")
    compile_letter(letter, slots=["unsubscribe"])


# -- merge fields ------------------------------------------------------------------------------------------------------


def test_fields_are_found_wherever_they_stand():
    words = Words(
        "en",
        "For {{name}}",
        "H",
        "s@h.example",
        "{{ email }}",
        "<p>{{attribute.plan}}</p>",
        (("X-Id", "{{external_id}}"),),
    )
    assert words.used_slots() == {"name", "email", "attribute.plan", "external_id"}
    assert words.unknown_slots() == []
    assert Words("en", "{{surname}} {{password}}", "H", "s@h.example", "x").unknown_slots() == ["password", "surname"]


@pytest.mark.parametrize(
    ("attributes", "value"),
    [
        ({"plan": "Sail"}, "Sail"),
        ({"plan": 0}, "0"),
        ({"plan": False}, "False"),
        ({"plan": 12.5}, "12.5"),
        ({"plan": ""}, "none"),
        ({"plan": None}, "none"),
        ({}, "none"),
    ],
)
def test_an_attribute_as_text_or_its_fallback(attributes, value):
    fields = Fields({"attribute.plan"}, {"attribute.plan": "none"})
    assert fields.of(Person(1, "a@b.example", "", "", attributes=attributes)) == {"attribute.plan": value}


def test_a_name_or_its_fallback_or_nothing():
    person = Person(1, "a@b.example", "", "C-1")
    assert Fields({"name", "external_id"}, {"name": "customer"}).of(person) == {
        "name": "customer",
        "external_id": "C-1",
    }
    assert Fields({"name"}, {}).of(person) == {"name": ""}
    assert Fields({"name"}, {"name": "customer"}).of(person._replace(name="Ana")) == {"name": "Ana"}


# -- hashes ------------------------------------------------------------------------------------------------------------


def test_the_order_of_languages_does_not_matter_and_every_word_does():
    other = Words("es", "Asunto", "H", "s@h.example", "Hola\n")
    assert content_hash("care", "x", [WORDS, other]) == content_hash("care", "x", [other, WORDS])
    for changed in (
        content_hash("marketing", "x", [WORDS]),
        content_hash("care", "y", [WORDS]),
        content_hash("care", "x", [Words(**{**fields_of(WORDS), "text": "Hello {{name}}!\n"})]),
        content_hash("care", "x", [Words(**{**fields_of(WORDS), "fallbacks": {"name": "friend"}})]),
        content_hash("care", "x", [Words(**{**fields_of(WORDS), "from_name": "Harbour and Pine"})]),
    ):
        assert changed != content_hash("care", "x", [WORDS])


def fields_of(words: Words) -> dict:
    from dataclasses import asdict

    return asdict(words)


def test_the_mark_of_an_audience_differs_by_kind_segment_and_members():
    marks = {
        audience_mark("everybody", None, {}),
        audience_mark("segment", 1, {}),
        audience_mark("segment", 2, {}),
        audience_mark("sets", None, {"": BitMap([1, 2])}),
        audience_mark("sets", None, {"": BitMap([1, 3])}),
        audience_mark("sets", None, {"a": BitMap([1, 2])}),
    }
    assert len(marks) == 6
    assert audience_mark("sets", None, {"": BitMap([2, 1])}) in marks


# -- Message-IDs -------------------------------------------------------------------------------------------------------


@given(st.integers(1, 2**40), st.integers(1, 2**32 - 1))
def test_a_message_id_says_to_us_alone_which_mail_it_is(mailing_id, customer_id):
    text = message_id(mailing_id, customer_id, "harbourpine.example")
    assert re.fullmatch(r"<m\.[a-z2-7]+@harbourpine\.example>", text)
    assert read_message_id(text) == (mailing_id, customer_id)
    assert text == message_id(mailing_id, customer_id, "harbourpine.example")


@given(st.text(max_size=80))
def test_no_other_text_is_taken_for_one(text):
    assert read_message_id(text) is None


def test_a_token_made_for_something_else_is_no_message_id():
    from forewarn.intake.tokens import bounce_token

    assert read_message_id(f"<m.{bounce_token(7, 9)}@harbourpine.example>") is None
