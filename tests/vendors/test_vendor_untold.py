"""What customers should hear of first, and on which ground the register says it all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from factories import make_brand
from forewarn.audit.rules import Actor
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.interchange.actions import UnableToImport, bring_in, plan_of, survey
from forewarn.vendors.models import VendorVersion
from forewarn.vendors.public import altered, document_of
from forewarn.vendors.queries import facts_of
from forewarn.vendors.questionnaires.actions import Decision, ask, decide, hand_in
from forewarn.vendors.questionnaires.answers import Answers
from forewarn.vendors.register import Because, NoticeMissing, UnableToChangeVendor, add_vendor, enter_facts, move_to
from forewarn.vendors.rules import (
    Ground,
    Matter,
    State,
    Touch,
    leaks_of,
    matter_of_step,
    matters_of_edit,
    told_of,
    touch_of,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ANA = Actor.staff(7, "Ana Ruiz")
WHO = {"by": ANA, "now": NOW}
TOLD = {
    "name": "Quillpost", "legal_entity": "Quillpost Ltd.", "role": "processor", "fields": ["email", "name"],
    "storage_places": ["IE", "DE"], "chain": [{"name": "Cellar", "places": ["IE"], "fields": ["email"]}],
}  # fmt: skip
MORE = {
    "fields": (["email", "name", "phone"], Matter.DATA),
    "storage_places": (["IE", "US"], Matter.PLACE),
    "name": ("Inkwell", Matter.NAME),
    "legal_entity": ("Inkwell Inc.", Matter.NAME),
    "role": ("controller", Matter.ROLE),
    "chain": ([*TOLD["chain"], {"name": "Attic"}], Matter.SUPPLIER),
}
FINE = [
    {"fields": ["email"]}, {"storage_places": ["DE"]}, {"name": "QUILLPOST "}, {"legal_entity": "Quillpost, Ltd"},
    {"purpose": "sends something else"}, {"fields": []}, {"access_places": ["US"]}, {"children": True},
    {"chain": [{"name": "cellar", "purpose": "keeps copies"}]},
]  # fmt: skip


@pytest.mark.parametrize("state", [State.ANNOUNCED, State.ACTIVE, State.LEAVING])
@pytest.mark.parametrize("code", MORE)
def test_more_than_was_told_matters_while_a_vendor_has_or_will_have_data(code, state):
    value, matter = MORE[code]
    assert matters_of_edit(state, TOLD, TOLD | {code: value}) == {code: matter}
    assert matters_of_edit(State.PROPOSED, TOLD, TOLD | {code: value}) == {}
    assert matters_of_edit(State.ENDED, TOLD, TOLD | {code: value}) == {}


@pytest.mark.parametrize("edit", FINE)
def test_less_the_same_in_other_letters_and_what_was_never_said_do_not(edit):
    assert matters_of_edit(State.ACTIVE, TOLD, TOLD | edit) == {}


@pytest.mark.parametrize("row", [{"places": ["IE", "US"]}, {"fields": ["email", "phone"]}])
def test_a_supplier_that_sees_more_or_from_elsewhere_matters(row):
    chain = [TOLD["chain"][0] | row]
    assert matters_of_edit(State.ACTIVE, TOLD, TOLD | {"chain": chain}) == {"chain": Matter.SUPPLIER}


def test_emptying_a_fact_first_does_not_get_round_it():
    emptied = {key: value for key, value in TOLD.items() if key != "storage_places"}
    told = told_of([(State.PROPOSED, {"role": "controller"}), (State.ACTIVE, TOLD), (State.ACTIVE, emptied)])
    assert told["storage_places"] == ["IE", "DE"]
    assert told["role"] == "processor"  # the proposal was nobody's business
    assert matters_of_edit(State.ACTIVE, told, emptied | {"storage_places": ["US"]}) == {"storage_places": Matter.PLACE}


def test_a_vendor_that_comes_or_goes_matters():
    assert matter_of_step(State.ANNOUNCED, State.ACTIVE) is Matter.ARRIVAL
    assert matter_of_step(State.LEAVING, State.ACTIVE) is Matter.ARRIVAL
    assert matter_of_step(State.ACTIVE, State.LEAVING) is Matter.DEPARTURE
    others = [(State.PROPOSED, State.ANNOUNCED), (State.LEAVING, State.ENDED), (State.ANNOUNCED, State.PROPOSED)]
    assert [matter_of_step(*step) for step in others] == [None, None, None]


@pytest.fixture
def brand(db):
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    return add_vendor(brand=brand, facts=TOLD, reason="Contract", state=State.ACTIVE, **WHO).vendor


def _moved(vendor, because, **more):
    facts = facts_of(vendor) | {"storage_places": ["US"]}
    return enter_facts(vendor=vendor, facts=facts, reason=because, by=ANA, now=NOW + DAY, **more)


def test_an_edit_that_matters_needs_its_ground_and_words_for_customers(vendor):
    with pytest.raises(NoticeMissing, match=r"Kept in.*Announce it") as refused:
        _moved(vendor, "They moved")
    assert refused.value.matters == {"storage_places": Matter.PLACE}
    with pytest.raises(UnableToChangeVendor, match="for customers"):
        _moved(vendor, Because("They moved", "", Ground.NO_NOTICE))
    assert VendorVersion.objects.filter(vendor=vendor).count() == 1


@pytest.mark.parametrize("ground", [Ground.CORRECTION, Ground.NO_NOTICE])
def test_ground_and_words_are_part_of_what_is_published_and_hashed(brand, vendor, ground):
    version = _moved(vendor, Because("They moved", "They told us late.", ground))
    said = document_of(brand, "quillpost", version.number, NOW + 2 * DAY).decode()
    assert f'"ground":"{ground}"' in said
    assert "They told us late." in said
    VendorVersion.objects.filter(pk=version.pk).update(ground="announced")
    assert [one.number for one in altered(brand)] == [2]


def test_a_ground_that_is_not_needed_is_not_kept(vendor):
    facts = facts_of(vendor) | {"purpose": "sends our mail"}
    version = enter_facts(vendor=vendor, facts=facts, reason=Because("x", "y", Ground.CORRECTION), **WHO)
    assert (version.ground, version.why) == ("", "y")


def test_a_step_by_hand_needs_its_ground_too(vendor):
    with pytest.raises(NoticeMissing):
        move_to(vendor=vendor, state=State.LEAVING, reason="Over", **WHO)
    gone = Because("Over", "It closed over night.", Ground.NO_NOTICE)
    assert move_to(vendor=vendor, state=State.LEAVING, reason=gone, **WHO).ground == "no_notice"


@pytest.fixture
def file(tmp_path):
    def file(text, name="list.csv", **told):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return survey(path=path, name=name, **told)

    return file


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("id,storage_places,purpose\nquillpost,US,sends mail\n", "list.csv"),
        ("vendors:\n  - id: quillpost\n    storage_places: [US]\n", "list.yaml"),
    ],
)
def test_a_file_does_not_get_round_it(brand, vendor, file, text, name):
    read = file(text, name)
    assert [change.matters for change in plan_of(brand, read).changes] == [{"storage_places": Matter.PLACE}]
    with pytest.raises(UnableToImport, match=r"Quillpost \(line \d\).*Announce it"):
        bring_in(brand=brand, file=read, **WHO)
    bring_in(brand=brand, file=read, because=Because("file", "The list was wrong.", Ground.CORRECTION), **WHO)
    newest = VendorVersion.objects.filter(vendor=vendor).last()
    assert (newest.ground, newest.why) == ("correction", "The list was wrong.")


def test_a_vendor_at_work_that_a_file_adds_to_a_public_list_matters_and_the_first_file_does_not(brand, file):
    first = file("name,state\nQuillpost,active\nOldie,leaving\n")
    assert bring_in(brand=brand, file=first, **WHO).unannounced == []
    late = file("name,state\nParcelo,active\nIdea,proposed\n")
    assert [change.name for change in plan_of(brand, late).unannounced] == ["Parcelo"]
    with pytest.raises(UnableToImport, match="Parcelo"):
        bring_in(brand=brand, file=late, **WHO)


def test_answers_of_a_vendor_do_not_get_round_it(brand, vendor):
    asked = ask(vendor=vendor, days=14, send_to="", **WHO).questionnaire
    hand_in(questionnaire=asked, answers=Answers(facts={"storage_places": ["US"]}), name="Eve", now=NOW)
    taking = {"storage_places": Decision(True)}
    with pytest.raises(NoticeMissing):
        decide(questionnaire=asked, decisions=taking, seen=1, **WHO)
    assert VendorVersion.objects.filter(vendor=vendor).count() == 1
    decide(questionnaire=asked, decisions=taking, seen=1, ground=Ground.NO_NOTICE, why="It moved in May.", **WHO)
    assert VendorVersion.objects.filter(vendor=vendor).last().ground == "no_notice"


def test_that_data_was_not_touched_takes_more_than_somebodys_word():
    assert touch_of({"ours": True}) is Touch.YES
    assert touch_of({}) is Touch.UNKNOWN
    assert touch_of({"ours": False}) is Touch.SAID_NOT
    assert touch_of({"ours": False, "known_by": "vendor_statement"}) is Touch.SAID_NOT
    assert touch_of({"ours": False, "known_by": "log_confirmed"}) is Touch.NO


def test_leaks_stand_latest_first_and_are_checked(vendor):
    rows = [{"began_on": "2024-01-05", "what": "copied"}, {"began_on": "2025-02-01", "what": "exposed"}]
    facts = facts_of(vendor) | {"leaks": rows, "how_many": "under-1000"}
    version = enter_facts(vendor=vendor, facts=facts, reason="They told us", **WHO)
    assert [leak["began_on"] for leak in leaks_of(version.facts)] == ["2025-02-01", "2024-01-05"]
    for row, wrong in (
        ({"what": "copied"}, "give the day"),
        ({"began_on": "2025-02-01"}, "what happened"),
        ({"began_on": "2025-02-01", "what": "hacked"}, "one of exposed"),
        ({"began_on": "2025-02-01", "ended_on": "2025-01-01", "what": "lost"}, "before the beginning"),
        (
            {"began_on": "2025-02-01", "what": "lost", "ours": False, "fields": list(FIELDS)[:1]},
            "none of your customers",
        ),
    ):
        with pytest.raises(UnableToChangeVendor, match=wrong):
            enter_facts(vendor=vendor, facts=facts | {"leaks": [row]}, reason="x", **WHO)
