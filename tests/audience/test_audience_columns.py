"""What columns mean: guessed in many languages, told by a person, and refused where they make no customers."""

from __future__ import annotations

import pytest

from forewarn.audience.reading.columns import (
    UnableToMap,
    apply_choices,
    attribute_key,
    check_meanings,
    guess_meanings,
)
from forewarn.audience.reading.header_words import HEADER_WORDS
from forewarn.foundation.reading.tables import Record
from forewarn.mail.folding import folded


def guess(header, *rows):
    return guess_meanings(header.split("|"), [Record(n, row.split("|"), False) for n, row in enumerate(rows, start=2)])


@pytest.mark.parametrize(
    ("header", "meanings"),
    [
        ("id|email|name", ["external_id", "email", "name"]),
        ("Customer ID|E-Mail Address|First Name|Last Name|Language|Country|Newsletter",
         ["external_id", "email", "first_name", "last_name", "locale", "country", "marketing"]),
        ("CustomerID|EmailAddress|FirstName|LastName", ["external_id", "email", "first_name", "last_name"]),
        ("Kundennummer|E-Mail-Adresse|Vorname|Nachname|Sprache|Land|Werbeeinwilligung",
         ["external_id", "email", "first_name", "last_name", "locale", "country", "marketing"]),
        ("Número de cliente|Correo electrónico|Nombre|Apellidos|Idioma|País|Boletín",
         ["external_id", "email", "first_name", "last_name", "locale", "country", "marketing"]),
        ("N° client|Adresse e-mail|Prénom|Nom|Langue|Pays|Infolettre",
         ["attribute.n_client", "email", "first_name", "last_name", "locale", "country", "marketing"]),
        ("Codice cliente|Indirizzo email|Nome|Cognome|Lingua|Paese",
         ["external_id", "email", "first_name", "last_name", "locale", "country"]),
        ("klantnummer|e-mailadres|voornaam|achternaam|taal|land|nieuwsbrief",
         ["external_id", "email", "first_name", "last_name", "locale", "country", "marketing"]),
        ("メール|名前", ["email", "name"]),
        ("электронная почта|фио|язык|страна", ["email", "name", "locale", "country"]),
        ("email|unsubscribed|security mail", ["email", "no_marketing", "care"]),
        ("email|Plan Name|Plan name|2nd phone", ["email", "attribute.plan_name", "attribute.plan_name_2",
                                               "attribute.column_2nd_phone"]),
        ("rejected_line|rejected_reason|email", ["ignore", "ignore", "email"]),
        ("email|mail", ["email", "attribute.mail"]),
    ],
)  # fmt: skip
def test_headers_are_understood(header, meanings):
    assert guess(header) == meanings


def test_every_word_stands_for_one_meaning_only():
    seen = {}
    for meaning, words in HEADER_WORDS.items():
        for word in words:
            assert seen.setdefault(folded(word).replace(" ", ""), meaning) == meaning, word


def test_name_beside_a_first_name_is_the_last_name_unless_it_holds_both():
    assert guess("Vorname|Name|Mail", "Ana|Ortiz|a@x.example") == ["first_name", "last_name", "email"]
    assert guess("First name|Name|Mail", "Ana|Ana Ortiz|a@x.example") == ["attribute.first_name", "name", "email"]
    both = guess("First name|Last name|Name|Mail", "Ana|Ortiz|Ana Ortiz|a@x.example")
    assert both == ["first_name", "last_name", "ignore", "email"]


def test_addresses_are_found_by_what_they_look_like():
    rows = ("Ana|x|ana@people.example", "Bob|y@z|bob@people.example", "Eve||")
    assert guess("Who|What|Contact", *rows) == ["attribute.who", "attribute.what", "email"]
    assert guess("Column 1|Column 2", "ana@people.example|Ana")[0] == "email"


def test_without_addresses_there_is_no_such_column():
    assert "email" not in guess("Who|What", "Ana|x", "Bob|y")


@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("Plan", "plan"),
        ("Größe (cm)", "grosse_cm"),
        ("  ", "column"),
        ("42", "column_42"),
        ("日本", "column"),
        ("x" * 60, "x" * 40),
    ],
)
def test_attributes_have_names_that_merge_fields_can_hold(column, key):
    assert attribute_key(column) == key
    assert attribute_key(key) == key


COLUMNS = ["Mail", "Name", "Plan"]
GUESSED = ["email", "name", "attribute.plan"]


@pytest.mark.parametrize(
    ("told", "meanings"),
    [
        (["name=Plan"], ["email", "attribute.name", "name"]),
        (["external_id=3"], ["email", "name", "external_id"]),
        (["ignore=plan"], ["email", "name", "ignore"]),
        (["attribute.tier=Plan"], ["email", "name", "attribute.tier"]),
        (["name=Mail", "email=Name"], ["name", "email", "attribute.plan"]),
        ([], GUESSED),
    ],
)
def test_what_a_person_says_counts_more_than_the_guess(told, meanings):
    assert apply_choices(COLUMNS, GUESSED, told) == meanings


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (["emial=Mail"], "not something a column can mean"),
        (["attribute.Not A Key=Plan"], "not something a column can mean"),
        (["email=Nope"], "There is no column “Nope”. The columns are: Mail, Name, Plan"),
        (["email=9"], "no column “9”"),
        (["email"], "is no mapping"),
        (["=Mail"], "is no mapping"),
        (["email=Mail", "email=Name"], "mapped twice"),
        (["email=Mail", "name=Mail"], "mapped twice"),
    ],
)
def test_what_cannot_be_done_is_said(told, says):
    with pytest.raises(UnableToMap, match=says):
        apply_choices(COLUMNS, GUESSED, told)


@pytest.mark.parametrize(
    ("meanings", "says"),
    [
        (["name", "ignore", "ignore"], "No column looks like email addresses"),
        (["email", "email", "ignore"], "Two columns mean"),
        (["email", "attribute.a", "attribute.a"], "Two columns mean"),
        (["email", "care", "no_care"], "the other way round"),
        (["email", "nonsense", "ignore"], "not a meaning"),
        (["email", "name"], "3 columns, and 2"),
    ],
)
def test_meanings_that_make_no_customers_are_refused(meanings, says):
    with pytest.raises(UnableToMap, match=says):
        check_meanings(COLUMNS, meanings)


def test_meanings_that_do_are_fine():
    check_meanings(COLUMNS, ["email", "ignore", "ignore"])
    check_meanings(COLUMNS, GUESSED)
