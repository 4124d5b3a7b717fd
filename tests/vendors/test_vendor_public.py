"""What the public may read of the register: on any day, version by version, as data that keeps its schema."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.dpv import CONTEXT, DATA, MEASURES, ROLES, json_ld
from forewarn.vendors.fact_table import MEASURES as KINDS
from forewarn.vendors.fact_table import ROLES as ALL_ROLES
from forewarn.vendors.health import problems
from forewarn.vendors.models import VendorVersion
from forewarn.vendors.public import altered, changes_told, document_of, register_on
from forewarn.vendors.queries import profile_vendors, told
from forewarn.vendors.register import Because, add_vendor, enter_facts, move_to
from forewarn.vendors.rules import Ground, State
from forewarn.vendors.schema import schema

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FACTS = {
    "name": "Quillpost",
    "role": "processor",
    "fields": ["email", "customer_number"],
    "storage_places": ["IE"],
    "sending_domains": ["q.example"],
    "tenant_name": "lantern-prod",
    "measures": [
        {
            "kind": "passkeys",
            "measure": "Keys",
            "basis": "audited",
            "evidence": "a.pdf",
            "verified_until": "2026-12-01",
        },
        {"kind": "encrypted_at_rest", "measure": "AES", "basis": "contract"},
    ],
}


@pytest.fixture
def brand():
    return make_brand("lantern")


def _add(brand, name, *, state=State.ACTIVE, at=NOW, **facts):
    facts = FACTS | {"name": name} | facts
    return add_vendor(brand=brand, facts=facts, reason="x", by=SYSTEM, now=at, state=state).vendor


def test_the_list_of_any_day_holds_whom_the_public_may_know(brand, django_assert_num_queries):
    quill, _new = _add(brand, "Quillpost"), _add(brand, "Newcomer", state=State.PROPOSED)
    soon = _add(brand, "Amber", state=State.PROPOSED)
    move_to(vendor=soon, state=State.ANNOUNCED, reason="x", by=SYSTEM, now=NOW + 5 * DAY)
    _add(make_brand("other"), "Others")
    assert [one.name for one in register_on(brand, NOW - DAY)] == []
    assert [one.name for one in register_on(brand, NOW + DAY)] == ["Quillpost"]
    moved = Because("x", "They moved.", Ground.NO_NOTICE)
    enter_facts(vendor=quill, facts=FACTS | {"storage_places": ["US"]}, reason=moved, by=SYSTEM, now=NOW + 6 * DAY)
    with django_assert_num_queries(1):
        listed = register_on(brand, NOW + 7 * DAY)
    assert [(one.name, one.now.said.number) for one in listed] == [("Quillpost", 2), ("Amber", 2)]
    assert [version.said.number for version in listed[1].versions] == [2]
    assert register_on(brand, NOW + DAY)[0].now.said.facts["storage_places"] == ["IE"]


def test_a_version_is_served_as_the_bytes_that_were_hashed(brand):
    vendor = _add(brand, "Quillpost", state=State.PROPOSED)
    move_to(vendor=vendor, state=State.ANNOUNCED, reason="x", by=SYSTEM, now=NOW + DAY)
    later = NOW + 9 * DAY
    row = VendorVersion.objects.get(vendor=vendor, number=2)
    content = document_of(brand, "quillpost", 2, later)
    assert sha256(content).hexdigest() == row.sha256
    assert b"lantern-prod" not in content
    assert b"a.pdf" not in content
    assert document_of(brand, "quillpost", 1, later) is None
    assert document_of(brand, "quillpost", 3, later) is None
    assert document_of(make_brand("other"), "quillpost", 2, later) is None


def test_a_version_changed_by_hand_is_found(brand):
    vendor = _add(brand, "Quillpost")
    assert altered(brand) == []
    VendorVersion.objects.filter(vendor=vendor).update(facts=FACTS | {"storage_places": ["US"]})
    assert [row.number for row in altered(brand)] == [1]
    found = [problem.what for problem in problems(NOW)]
    assert found == ["Version 1 of Quillpost is no longer what was written on 2026-11-23."]


def test_stale_evidence_of_who_is_at_work_is_a_problem_to_mend(brand):
    vendor = _add(brand, "Quillpost")
    assert list(problems(NOW)) == []
    (problem,) = problems(NOW + 30 * DAY)
    assert "protection at Quillpost is out of date" in problem.what
    enter_facts(vendor=vendor, facts={"name": "Quillpost"}, reason="x", by=SYSTEM, now=NOW + DAY)
    assert list(problems(NOW + 30 * DAY)) == []


def test_changes_of_all_vendors_newest_first_also_of_one_that_is_withdrawn(brand):
    quill, soon = _add(brand, "Quillpost"), _add(brand, "Amber", state=State.PROPOSED)
    move_to(vendor=soon, state=State.ANNOUNCED, reason="x", by=SYSTEM, now=NOW + DAY)
    enter_facts(vendor=quill, facts=FACTS | {"fields": ["email"]}, reason="x", by=SYSTEM, now=NOW + 2 * DAY)
    enter_facts(
        vendor=quill, facts=FACTS | {"fields": ["email"], "notes": "n"}, reason="x", by=SYSTEM, now=NOW + 2 * DAY
    )
    move_to(vendor=soon, state=State.REJECTED, reason="x", by=SYSTEM, now=NOW + 3 * DAY)
    found = changes_told(brand, NOW + 9 * DAY, "en")
    assert [(one.step.name, one.step.said.number, one.listed) for one in found] == [
        ("Amber", 3, False),
        ("Quillpost", 2, True),
        ("Amber", 2, False),
        ("Quillpost", 1, True),
    ]
    assert len(changes_told(brand, NOW + DAY, "en")) == 2


def test_who_is_only_proposed_explains_no_mail(brand):
    _add(brand, "Newcomer", state=State.PROPOSED, sending_domains=["new.example"])
    _add(brand, "Quillpost")
    assert [vendor.name for vendor in profile_vendors(brand)] == ["Quillpost"]


def test_the_schema_is_one(brand):
    try:
        Draft202012Validator.check_schema(schema("https://safety.lantern.example/vendors.schema.json"))
    except SchemaError as error:
        pytest.fail(str(error))


def test_the_vocabulary_names_what_it_can(brand):
    quill, _out = _add(brand, "Quillpost"), _add(brand, "Newcomer", state=State.PROPOSED)
    graph = json_ld(told(quill), brand="Lantern", page="https://safety.lantern.example/vendors/")["@graph"]
    process = graph[1]
    assert process["@type"] == "dpv:PersonalDataProcess"
    assert process["dpv:hasDataProcessor"]["@type"] == "dpv:DataProcessor"
    assert [one["@type"] for one in process["dpv:hasPersonalData"]] == ["pd:EmailAddress", "dpv:PersonalData"]
    assert process["dpv:hasStorageCondition"][0]["dpv:hasLocation"] == [{"@id": "loc:IE"}]
    kinds = [one["@type"] for one in process["dpv:hasTechnicalOrganisationalMeasure"]]
    assert kinds == ["dpv:TechnicalOrganisationalMeasure", "dpv:EncryptionAtRest"]
    assert "lantern-prod" not in str(graph)
    assert set(ROLES) == set(ALL_ROLES)
    assert set(DATA) <= set(FIELDS)
    assert set(MEASURES) <= set(KINDS)
    prefixes = {
        term.partition(":")[0] for term in [*DATA.values(), *MEASURES.values(), *[r[0] for r in ROLES.values()]]
    }
    assert prefixes <= set(CONTEXT)
