"""Screens of changes at vendors: planning, whom it concerns, handing in, approving, sending, objections, proof."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from fixed_set import Screen, check, signed_in

from factories import make_brand, make_customer
from forewarn.audit.rules import Actor
from forewarn.foundation.clock import now
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.recording.transfers import record_transfer
from forewarn.mailings.models import Mailing
from forewarn.promises.actions import add_recommended
from forewarn.vendor_changes.actions.latecomers import tell_latecomers
from forewarn.vendor_changes.actions.objecting import object_to_change
from forewarn.vendor_changes.actions.planning import Plan, plan_change
from forewarn.vendor_changes.actions.publishing import publish_change
from forewarn.vendor_changes.actions.switching import switch
from forewarn.vendor_changes.models import Departure, NoticeSettings, Objection, VendorChange
from forewarn.vendor_changes.rules.kinds import Kind, Why
from forewarn.vendors.register import add_vendor
from forewarn.vendors.rules import State

pytestmark = pytest.mark.django_db
STAFF = Actor.staff(999, "Zoe Planner")


@pytest.fixture
def brand():
    brand = make_brand("lantern", locales=["en"])
    add_recommended(brand=brand, by=STAFF, now=now())
    return brand


def _vendor(brand, name, state=State.ACTIVE, **facts):
    said = {"name": name, "purpose": "sends our emails", "storage_places": ["IE"], "fields": ["name", "email"]} | facts
    return add_vendor(
        brand=brand, facts=said, reason="Contract", by=STAFF, now=now() - timedelta(days=90), state=state
    ).vendor


@pytest.fixture
def quill(brand):
    return _vendor(brand, "Quillpost")


@pytest.fixture
def wren(brand):
    return _vendor(brand, "Mailwren", State.PROPOSED)


@pytest.fixture
def customer(brand, quill):
    made = make_customer(brand, name="Maya Lind")
    record_transfer(
        vendor=quill, customers=CustomerSet([made.pk]), fields=["name", "email"], at=now() - timedelta(days=9),
        by=STAFF, now=now(),
    )  # fmt: skip
    return made


def _day(days=40):
    return now().date() + timedelta(days=days)


@pytest.fixture
def change(brand, quill, wren, customer):
    plan = Plan(kind=Kind.REPLACING, vendor=wren, effective_on=_day(), why=Why.SERVICE, replaced=quill)
    return plan_change(brand=brand, plan=plan, by=STAFF, now=now())


@pytest.fixture
def announced(change):
    publish_change(change=change, by=STAFF, now=now())
    return change


@pytest.fixture
def objection(announced, customer):
    return object_to_change(
        change=announced, customer=customer, words="Please not", by=Actor.customer(customer.pk), now=now()
    )


@pytest.fixture
def gone(announced):
    VendorChange.objects.filter(pk=announced.pk).update(effective_on=now().date())
    assert switch(change_id=announced.pk, now=now())
    return Departure.objects.get(change=announced)


def at(what=""):
    return f"/console/lantern/changes/{what}"


@pytest.mark.parametrize(
    ("address", "role", "post_only"),
    [
        ("changes/", "viewer", False),
        ("changes/new/", "editor", False),
        *((f"changes/new/?kind={kind.value}", "editor", False) for kind in Kind),
        ("changes/notice/", "owner", False),
        ("changes/{pk}/", "viewer", False),
        ("changes/{pk}/edit/", "editor", False),
        ("changes/{pk}/submit/", "editor", True),
        ("changes/{pk}/take-back/", "editor", True),
        ("changes/{pk}/approve/", "approver", False),
        ("changes/{pk}/send/", "approver", False),
        ("changes/{pk}/publish/", "approver", False),
        ("changes/{pk}/withdraw/", "approver", False),
        ("changes/{pk}/delete/", "editor", False),
        ("changes/{pk}/objections/", "viewer", False),
    ],
)
def test_the_fixed_set(brand, change, address, role, post_only):
    check(Screen(address.format(pk=change.pk), role, post_only), brand)


def test_the_fixed_set_of_an_answer_and_a_proof(brand, objection):
    check(Screen(f"changes/objections/{objection.pk}/", "editor"), brand)


def test_the_fixed_set_of_a_proof(brand, gone):
    check(Screen(f"changes/{gone.change_id}/proof/", "approver"), brand)


def test_a_plan_is_made_in_the_browser_and_shows_whom_it_concerns(brand, quill, wren, customer):
    editor = signed_in(brand, "editor")
    given = {
        "vendor": wren.pk,
        "replaced": quill.pk,
        "effective_on": _day().isoformat(),
        "why": "service",
        "urgency": "",
    }
    answer = editor.post(at("new/?kind=replacing"), given)
    change = VendorChange.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at(f"{change.pk}/"))
    page = editor.get(at(f"{change.pk}/")).content.decode()
    assert "1 customer" in page and "Who you are, How to reach you" in page
    assert "Mailwren takes over from Quillpost" in page
    frame = page.partition('class="paper phone"')[2].partition('src="')[2].partition('"')[0].replace("&amp;", "&")
    paper = editor.get(frame)
    assert "sandbox" in paper["Content-Security-Policy"] and "Mailwren takes over" in paper.content.decode()


def test_every_kind_can_be_planned(brand, quill, wren):
    editor = signed_in(brand, "editor")
    common = {"effective_on": _day().isoformat(), "why": "company", "urgency": ""}
    other = _vendor(brand, "Parcel Lane")
    brand.locales = ["en", "es"]
    brand.save()
    for kind, more in {
        "joining": {"vendor": wren.pk, "fields_sent": ["email"], "segment": 0},
        "leaving": {"vendor": other.pk},
        "new_data": {"vendor": quill.pk, "fields_sent": ["phone", "location"], "segment": 0},
        "new_place": {"vendor": quill.pk, "fact_storage_places": "Germany\nUnited States"},
        "rename": {"vendor": quill.pk, "fact_name": "Quill & Co"},
        "supplier": {"vendor": quill.pk, "row_name": "Stackbarn", "row_fields": ["email"], "row_places": "Ireland"},
        "new_role": {
            "vendor": quill.pk,
            "fact_role": "controller",
            "fact_purpose": "sells",
            "fact_purpose__es": "vende",
        },
    }.items():
        answer = editor.post(at(f"new/?kind={kind}"), common | more)
        assert answer.status_code == 302, (kind, answer.content.decode())
    assert VendorChange.objects.get(kind="new_place").facts == {"storage_places": ["DE", "US"]}
    company = {"name": "Stackbarn", "fields": ["email"], "places": ["IE"]}
    supplier = VendorChange.objects.get(kind="supplier")
    assert supplier.facts == {"chain": [company]}
    form = editor.get(at(f"{supplier.pk}/edit/")).content.decode()
    assert 'value="Stackbarn"' in form and "Ireland</textarea>" in form
    assert "new: Stackbarn (Ireland)" in editor.get(at(f"{supplier.pk}/")).content.decode()
    role = VendorChange.objects.get(kind="new_role")
    assert role.facts == {"role": "controller", "purpose": "sells", "translations": {"es": {"purpose": "vende"}}}
    assert 'value="vende"' in editor.get(at(f"{role.pk}/edit/")).content.decode()
    assert VendorChange.objects.get(kind="rename").facts == {"name": "Quill & Co"}
    assert VendorChange.objects.get(kind="new_data").fields == ["phone", "location"]


def test_what_cannot_be_is_said_beside_the_form(brand, quill, wren):
    editor = signed_in(brand, "editor")
    given = {"vendor": wren.pk, "replaced": wren.pk, "effective_on": _day().isoformat(), "why": "cost", "urgency": ""}
    answer = editor.post(at("new/?kind=replacing"), given)
    assert answer.status_code == 422 and "its own place" in answer.content.decode()
    assert not VendorChange.objects.exists()


def test_from_hand_in_to_the_public_page(brand, change):
    editor, approver = signed_in(brand, "editor"), signed_in(brand, "approver")
    editor.post(at(f"{change.pk}/submit/"))
    change.refresh_from_db()
    assert change.mailing.state == "submitted"
    assert "Waits for approval" in editor.get(at(f"{change.pk}/")).content.decode()
    approver.post(at(f"{change.pk}/approve/"))
    change.mailing.refresh_from_db()
    assert change.mailing.state == "approved"
    approver.post(at(f"{change.pk}/send/"), {"start": ""})
    change.refresh_from_db()
    change.mailing.refresh_from_db()
    assert (change.state, change.mailing.state) == ("announced", "scheduled")
    listed = editor.get("/console/lantern/mailings/").content.decode()
    assert "A change in who handles your data" in listed


def test_the_words_of_a_late_notice_are_read_before_they_are_approved(brand, quill, change):
    editor, approver = signed_in(brand, "editor"), signed_in(brand, "approver")
    editor.post(at(f"{change.pk}/submit/"))
    approver.post(at(f"{change.pk}/approve/"))
    approver.post(at(f"{change.pk}/send/"), {"start": ""})
    Mailing.objects.update(state="done")
    change.refresh_from_db()
    assert "What those who came later read" not in approver.get(at(f"{change.pk}/")).content.decode()
    late = CustomerSet([make_customer(brand).pk])
    day = now() - timedelta(hours=1)
    record_transfer(vendor=quill, customers=late, fields=["email"], at=day, by=Actor.staff(1, "Ana"), now=now())
    assert tell_latecomers(change=change, now=now()) == 1
    page = approver.get(at(f"{change.pk}/")).content.decode()
    assert "1 customer is concerned only since the notice went out" in page
    read = page.partition("What those who came later read")[2].partition("Whom it concerns")[0]
    assert "Mailwren takes over from Quillpost" in read and "Not part of this: who you are" in read


def test_the_author_sees_that_another_person_must_approve(brand, change):
    approver = signed_in(brand, "approver")
    approver.post(at(f"{change.pk}/submit/"))
    assert "Ask another person" in approver.get(at(f"{change.pk}/")).content.decode()
    answer = approver.post(at(f"{change.pk}/approve/"), {})
    assert answer.status_code == 422
    change.mailing or change.refresh_from_db()
    assert change.mailing.state == "submitted"


def test_what_was_handed_in_can_be_taken_back(brand, change):
    editor = signed_in(brand, "editor")
    editor.post(at(f"{change.pk}/submit/"))
    editor.post(at(f"{change.pk}/take-back/"))
    change.refresh_from_db()
    assert (change.mailing, change.groups) == (None, {})


def test_too_little_notice_is_said_before_it_is_handed_in(brand, change):
    VendorChange.objects.filter(pk=change.pk).update(effective_on=_day(5))
    editor = signed_in(brand, "editor")
    assert "5 days of notice; 30 are promised" in editor.get(at(f"{change.pk}/")).content.decode()


def test_an_objection_is_read_and_answered(brand, objection):
    editor = signed_in(brand, "editor")
    page = editor.get(at(f"{objection.change_id}/objections/")).content.decode()
    assert "Maya Lind" in page and "Please not" in page
    assert editor.post(at(f"objections/{objection.pk}/"), {"outcome": "kept_out", "answer": ""}).status_code == 422
    editor.post(at(f"objections/{objection.pk}/"), {"outcome": "kept_out", "answer": "It stays with Quillpost."})
    objection = Objection.objects.get()
    assert (objection.outcome, objection.answer) == ("kept_out", "It stays with Quillpost.")


def test_proof_is_filed_with_a_certificate_that_can_be_saved(brand, gone):
    approver = signed_in(brand, "approver")
    file = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 <script>")
    given = {"ending": "deleted", "on": now().date().isoformat(), "words": "Letter of their officer", "file": file}
    answer = approver.post(at(f"{gone.change_id}/proof/"), given)
    assert answer.status_code == 302, answer.content.decode()
    saved = approver.get(at(f"{gone.change_id}/proof/file/"))
    assert saved.content == b"%PDF-1.7 <script>"
    assert saved["Content-Type"] == "application/octet-stream" and "attachment" in saved["Content-Disposition"]
    assert "Letter of their officer" in approver.get(at(f"{gone.change_id}/")).content.decode()


def test_a_withdrawn_change_says_so(brand, announced):
    approver = signed_in(brand, "approver")
    approver.post(at(f"{announced.pk}/withdraw/"))
    page = approver.get(at(f"{announced.pk}/")).content.decode()
    assert "withdrawn" in page and "The change we told you of will not happen" in page


def test_the_days_of_notice_are_set(brand):
    owner = signed_in(brand, "owner")
    given = {"lead_days": 45, "deletion_days": 20, "remind_days": 5}
    assert owner.post(at("notice/"), given).status_code == 302
    kept = NoticeSettings.objects.get(brand=brand)
    assert (kept.lead_days, kept.deletion_days, kept.remind_days, kept.waits_for_answers) == (45, 20, 5, False)


def test_the_list_grows_without_more_queries(brand, change, django_assert_max_num_queries):
    viewer = signed_in(brand, "viewer")
    for number in range(6):
        plan = Plan(Kind.RENAME, _vendor(brand, f"V{number}"), _day(50 + number), Why.COMPANY, facts={"name": "X"})
        plan_change(brand=brand, plan=plan, by=STAFF, now=now())
    viewer.get(at())
    with django_assert_max_num_queries(16):
        viewer.get(at())
