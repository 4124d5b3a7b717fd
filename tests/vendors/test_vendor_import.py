"""Files of vendors in and out: the difference in words, all of it or nothing, twice the same."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import yaml
from register_samples import every_fact

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor
from forewarn.vendors import tasks
from forewarn.vendors.interchange.actions import (
    Brought,
    UnableToImport,
    bring_in,
    choose,
    confirm,
    discard,
    plan_of,
    survey,
    survey_of,
    take_up,
)
from forewarn.vendors.interchange.columns import IGNORE
from forewarn.vendors.interchange.diff_words import heading, in_words
from forewarn.vendors.interchange.exporting import as_csv, as_yaml
from forewarn.vendors.interchange.limits import KEPT_FOR
from forewarn.vendors.interchange.queries import files, register_entries
from forewarn.vendors.models import RegisterFile, Vendor, VendorVersion
from forewarn.vendors.queries import facts_of, history
from forewarn.vendors.register import Because, add_vendor, enter_facts, move_to
from forewarn.vendors.rules import AtEnd, DataAtEnd, Ground, State

pytestmark = pytest.mark.django_db
ANA = Actor.staff(7, "Ana Ruiz")
WHO = {"by": ANA, "now": NOW}
FORMS = pytest.mark.parametrize(("write", "name"), [(as_yaml, "r.yaml"), (as_csv, "r.csv")])


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def read(tmp_path):
    def read(content, name="list.csv", **told):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8", newline="")
        return survey(path=path, name=name, **told)

    return read


@pytest.fixture
def bring(brand, read):
    def bring(content, name="list.csv", **told):
        return bring_in(brand=brand, file=read(content, name, **told), **WHO)

    return bring


def add(brand, name="Quillpost", state=State.ACTIVE, **facts):
    facts = {"name": name, **facts}
    return add_vendor(brand=brand, facts=facts, reason="Contract", state=state, **WHO).vendor


def whole_register(brand):
    """One vendor in each state, one of them with every fact."""
    add(brand, **every_fact())
    add(brand, "Parcelo", State.PROPOSED, purpose="brings parcels")
    for name, steps in (("Annie", [State.ANNOUNCED]), ("Rex", [State.REJECTED])):
        vendor = add(brand, name, State.PROPOSED)
        for state in steps:
            move_to(vendor=vendor, state=state, reason="x", **WHO)
    for name, ends in (("Leo", False), ("Endora", True)):
        vendor = add(brand, name)
        move_to(vendor=vendor, state=State.LEAVING, reason=Because("x", ground=Ground.ANNOUNCED), **WHO)
        if ends:
            end = DataAtEnd(AtEnd.DELETED, NOW.date(), "certificate 7")
            move_to(vendor=vendor, state=State.ENDED, reason="x", end=end, **WHO)
    renamed = add(brand, "Old Name")
    renaming = Because("They renamed", "They have a new name.", Ground.NO_NOTICE)
    enter_facts(vendor=renamed, facts={"name": "New Name"}, reason=renaming, **WHO)


@FORMS
def test_what_goes_out_and_comes_in_again_changes_nothing(brand, read, write, name):
    whole_register(brand)
    versions = VendorVersion.objects.count()
    plan = bring_in(brand=brand, file=read(write(register_entries(brand)), name), **WHO)
    assert (plan.faults, plan.changes, plan.same, plan.absent, plan.left_out) == ([], [], 7, [], [])
    assert VendorVersion.objects.count() == versions
    assert not AuditEvent.objects.filter(verb="vendors.imported").exists()


@FORMS
def test_a_register_moves_whole_to_another_brand(brand, read, write, name):
    whole_register(brand)
    other = make_brand("other")
    plan = bring_in(brand=other, file=read(write(register_entries(brand)), name), **WHO)
    assert plan.new == 7
    assert register_entries(other) == register_entries(brand)
    assert Vendor.objects.get(brand=other, name="New Name").slug == "old-name"


def test_yaml_is_written_for_people_and_the_table_for_programs(brand):
    add(brand, fields=["email"], country="NO", since="2026-03-01", purpose="=2+2")
    text = as_yaml(register_entries(brand))
    assert "  - id: quillpost\n    state: active\n" in text
    assert yaml.safe_load(text)["vendors"][0]["country"] == "NO"
    header, row = csv.reader(io.StringIO(as_csv(register_entries(brand))))
    assert dict(zip(header, row, strict=True)) == {
        "id": "quillpost", "state": "active", "name": "Quillpost", "country": "NO", "purpose": "'=2+2",
        "since": "2026-03-01", "fields": "email",
    }  # fmt: skip


def test_each_change_is_a_version_with_the_file_as_its_reason(brand, bring):
    vendor = add(brand, country="IE", purpose="mail")
    plan = bring("name,purpose\nQuillpost,sends our mail\nParcelo,brings parcels\n", "suppliers.csv")
    assert (plan.new, len(plan.changes)) == (1, 2)
    newest = history(vendor).first()
    assert (newest.facts["purpose"], newest.facts["country"]) == ("sends our mail", "IE")
    assert (newest.reason, newest.author) == ("imported from suppliers.csv", "Ana Ruiz")
    assert history(Vendor.objects.get(slug="parcelo")).get().state == "proposed"
    event = AuditEvent.objects.get(verb="vendors.imported")
    assert (event.target_label, event.data) == ("suppliers.csv", {"new": 1, "changed": 1})


def test_the_same_file_twice_changes_nothing(bring):
    content = "Company;Zweck;Land\nFähre;verschickt;Österreich\n"
    assert bring(content).new == 1
    again = bring(content)
    assert (again.changes, again.same) == ([], 1)
    assert VendorVersion.objects.count() == 1


def test_an_empty_cell_says_nothing_and_a_dash_takes_out(brand, bring):
    vendor = add(brand, country="IE", retention="a year")
    bring("name,country,retention\nQuillpost,,-\n")
    assert facts_of(vendor) == {"name": "Quillpost", "country": "IE"}


def test_in_yaml_nothing_said_stays_and_an_empty_value_takes_out(brand, bring):
    vendor = add(brand, country="IE", retention="a year")
    bring("vendors:\n  - id: quillpost\n    retention:\n", "v.yaml")
    assert facts_of(vendor) == {"name": "Quillpost", "country": "IE"}


def test_one_fault_and_nothing_comes_in_and_each_is_named_with_its_line(brand, read):
    file = read(
        "name,country,since,status\nParcelo,IE,,\nQuillpost,Atlantis,1/2/2026,\n,IE,,\nParcelo,FR,,\nRex,,,gone\nLeo,,,ended\n"
    )
    with pytest.raises(UnableToImport, match="mended first: 6"):
        bring_in(brand=brand, file=file, **WHO)
    assert not Vendor.objects.exists()
    assert [(fault.line, fault.text.partition(":")[0]) for fault in plan_of(brand, file).faults] == [
        (3, "country"), (3, "since"), (4, "this vendor has no name. Write one, or take the line out."),
        (5, "Parcelo stands on line 2 already. Make one line of the two."), (6, "state"), (7, "state"),
    ]  # fmt: skip


def test_a_fault_of_the_register_itself_shows_what_stands_there(brand, read):
    plan = plan_of(brand, read("name,website\nAsos,httsp://asos.example\n"))
    assert plan.faults[0].text.startswith("website: “httsp://asos.example”: give an address")


def test_a_file_cannot_take_a_listed_vendor_through_its_life(brand, read):
    add(brand)
    plan = plan_of(brand, read("name,state\nQuillpost,leaving\n"))
    assert "A file cannot take a vendor through its life" in plan.faults[0].text
    assert plan_of(brand, read("name,state\nQuillpost,active\n")).same == 1


def test_new_vendors_come_in_as_somebody_says(brand, bring):
    bring("name\nQuillpost\n", new_state=State.ACTIVE)
    assert history(Vendor.objects.get()).get().state == "active"


def test_vendors_are_known_by_id_and_else_by_name(brand, read):
    add(brand, "Quillpost")
    add(brand, "Twin")
    Vendor.objects.filter(slug="twin").update(slug="twin-1")
    add(brand, "Twin")
    plan = plan_of(brand, read("id,name,country\nquillpost,Quillpost Ltd,\nelse,quillPOST,IE\nx,Twin,IE\n"))
    assert [(c.slug, c.new) for c in plan.changes] == [("quillpost", False), ("x", True)]
    assert "stands on line 2 already" in plan.faults[0].text


def test_another_brand_is_neither_changed_nor_seen(brand, bring):
    other = make_brand("other")
    vendor = add(other, country="FR")
    plan = bring("name,country\nQuillpost,IE\n")
    assert (plan.new, plan.absent) == (1, [])
    assert facts_of(vendor)["country"] == "FR"


def test_the_difference_is_said_in_words(brand, read):
    add(
        brand, country="IE", retention="a year", fields=["email", "phone"], essential=False,
        measures=[{"measure": "Passkeys", "basis": "contract"}], backup_days=30,
    )  # fmt: skip
    plan = plan_of(
        brand,
        read(
            "vendors:\n- name: Quillpost\n  country: ES\n  retention:\n  website: quillpost.example\n  fields: [email, name]\n"
            "  essential: true\n  measures: [{measure: Passkeys, basis: audited}, {measure: Backups, basis: contract}]\n"
            "- {name: Parcelo, role: processor, state: active}\n",
            "v.yaml",
        ),
    )
    assert [(heading(change), in_words(change)) for change in plan.changes] == [
        (
            "Quillpost",
            [
                "Country: now Spain. Before: Ireland.",
                "Website: new: https://quillpost.example.",
                "Data of yours: now Name. Before: Phone number.",
                "Needed for what you use: now yes. Before: no.",
                "How long: no longer: a year.",
                "Protection: now Passkeys (audited by others); Backups (it promised so by contract). "
                "Before: Passkeys (it promised so by contract).",
            ],
        ),
        ("New: Parcelo, works for us", ["Role in data protection law: new: works on our orders."]),
    ]


def test_what_was_not_understood_is_said(brand, read):
    plan = plan_of(brand, read("name,Fax,Colour\nQuillpost,12,\nParcelo,34,\n"))
    assert [(x.column, x.filled, x.example) for x in plan.left_out] == [("Fax", 2, "12")]


def test_a_file_waits_until_somebody_confirms_what_they_saw(brand):
    file = take_up(brand=brand, brought=Brought("v.csv", b"Firm,purpose\nQuillpost,mail\n"), **WHO)
    assert file.meanings == [IGNORE, "purpose"]
    assert not Vendor.objects.exists()
    choose(file=file, meanings=["name", "purpose"], new_state=State.ACTIVE)
    seen = plan_of(brand, survey_of(file)).digest
    confirm(file=file, seen=seen, **WHO)
    assert facts_of(Vendor.objects.get()) == {"name": "Quillpost", "purpose": "mail"}
    assert not RegisterFile.objects.exists()
    with pytest.raises(UnableToImport, match="meanwhile"):
        confirm(file=file, seen=seen, **WHO)


def test_what_changed_since_it_was_seen_is_not_imported(brand):
    vendor = add(brand, purpose="mail")
    file = take_up(brand=brand, brought=Brought("v.csv", b"name,purpose\nQuillpost,letters\n"), **WHO)
    seen = plan_of(brand, survey_of(file)).digest
    enter_facts(vendor=vendor, facts={"purpose": "cards"}, reason="x", **WHO)
    with pytest.raises(UnableToImport, match="changed since you looked"):
        confirm(file=file, seen=seen, **WHO)
    assert facts_of(vendor)["purpose"] == "cards"
    assert RegisterFile.objects.exists()


def test_columns_need_a_name_and_a_file_must_be_readable(brand):
    file = take_up(brand=brand, brought=Brought("v.csv", b"Firm\nQuillpost\n"), **WHO)
    with pytest.raises(UnableToImport, match="looks like the vendors' names"):
        choose(file=file, meanings=[IGNORE], new_state=State.PROPOSED)
    with pytest.raises(UnableToImport, match="Save it as CSV"):
        take_up(brand=brand, brought=Brought("v.xlsx", b"PK\x03\x04"), **WHO)
    discard(file=file)
    assert not RegisterFile.objects.exists()


def test_a_file_that_nobody_confirmed_goes_after_a_week(brand):
    take_up(brand=brand, brought=Brought("v.csv", b"name\nQuillpost\n"), **WHO)
    tasks.tick(NOW + KEPT_FOR)
    assert files(brand).count() == 1
    tasks.tick(NOW + KEPT_FOR + timedelta(seconds=1))
    assert files(brand).count() == 0


def test_reading_the_register_takes_two_queries_however_long_it_is(brand, django_assert_num_queries):
    for number in range(5):
        add(brand, f"Vendor {number}")
    with django_assert_num_queries(2):
        assert len(register_entries(brand)) == 5
