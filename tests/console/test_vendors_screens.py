"""Screens of the vendor register: entering, saying more, lists of evidence, the steps of a life, history in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fixed_set import Screen, check, signed_in

from factories import make_brand, make_customer
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.foundation.clock import now
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.recording.transfers import record_transfer
from forewarn.vendors.models import Vendor
from forewarn.vendors.queries import facts_of, history, vendor_of, version_of
from forewarn.vendors.register import Because, add_vendor, enter_facts, move_to
from forewarn.vendors.rules import Ground, State

pytestmark = pytest.mark.django_db
URL = "/console/lantern/vendors/"
DAY = timedelta(days=1)
PASSKEYS = {"kind": "passkeys", "measure": "YubiKeys", "basis": "audited", "verified_until": "2020-06-30"}
FACTS = {
    "name": "Quillpost",
    "purpose": "sends our order mails",
    "fields": ["email"],
    "storage_places": ["IE"],
    "tenant_name": "lantern-prod",
    "measures": [PASSKEYS],
    "translations": {"es": {"purpose": "envía los avisos"}, "fr": {"purpose": "envoie"}},
}


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    return add_vendor(
        brand=brand, facts=FACTS, reason="Offer 12", by=Actor.staff(1, "Ana Ruiz"), now=now() - 9 * DAY
    ).vendor


@pytest.fixture
def editor(brand):
    return signed_in(brand, "editor")


@pytest.fixture
def approver(brand):
    return signed_in(brand, "approver")


def read(client, address):
    return client.get(f"{URL}{address}").content.decode()


def typed(client, address="quillpost/edit/"):
    """The form as a browser would send it back untouched."""
    form = client.get(f"{URL}{address}").context["form"]
    values = {}
    for field in form:
        value = field.value()
        if value not in (None, ""):
            values[field.html_name] = value
    return values


@pytest.mark.parametrize(
    "screen",
    [
        Screen("vendors/", role="viewer"),
        Screen("vendors/new/", role="editor"),
        Screen("vendors/quillpost/", role="viewer"),
        Screen("vendors/quillpost/edit/", role="editor"),
        Screen("vendors/quillpost/history/", role="viewer"),
        Screen("vendors/quillpost/remove/", role="approver"),
        Screen("vendors/quillpost/move/announced/", role="approver"),
        Screen("vendors/quillpost/measures/new/", role="editor"),
        Screen("vendors/quillpost/measures/1/", role="editor"),
        Screen("vendors/quillpost/measures/1/remove/", role="editor"),
    ],
    ids=lambda screen: screen.address,
)
def test_fixed_set(brand, vendor, screen):
    check(screen, brand)


@pytest.mark.parametrize(
    "address",
    [
        "nobody/",
        "nobody/edit/",
        "quillpost/friends/new/",
        "quillpost/measures/2/",
        "quillpost/measures/0/",
        "quillpost/move/ended/",
    ],
)
def test_what_is_not_there_is_not_found(vendor, approver, address):
    assert approver.get(f"{URL}{address}").status_code == 404


def test_an_empty_register_says_what_to_do(brand, editor):
    assert "Start with whoever sends your mail" in read(editor, "")
    assert "Add a vendor</a>" in read(editor, "")
    assert "Add a vendor</a>" not in read(signed_in(brand, "viewer"), "")


NEW = {
    "name": "Post Haste",
    "purpose": "sends our order confirmations",
    "sending_domains": "Mail.PostHaste.example\nhttps://mail.posthaste.example/",
    "state": "proposed",
    "reason": "They won the tender",
}


def test_an_editor_proposes_and_an_approver_may_enter_one_at_work(brand, editor, approver):
    answer = editor.post(f"{URL}new/", NEW)
    assert (answer.status_code, answer["Location"]) == (302, f"{URL}post-haste/edit/")
    made = vendor_of(brand, "post-haste")
    assert (made.sending_domains, version_of(made).state) == (["mail.posthaste.example"], "proposed")
    assert editor.post(f"{URL}new/", NEW | {"name": "Two", "state": "active"}).status_code == 422
    assert approver.post(f"{URL}new/", NEW | {"name": "Two", "state": "active"}).status_code == 302
    assert version_of(vendor_of(brand, "two")).state == "active"


@pytest.mark.parametrize(("change", "says"), [({"name": ""}, "required"), ({"reason": ""}, "required")])
def test_an_entry_that_will_not_do_is_refused(editor, change, says):
    answer = editor.post(f"{URL}new/", NEW | change)
    assert (answer.status_code, Vendor.objects.count()) == (422, 0)
    assert says in answer.content.decode()
    assert "They won the tender" in answer.content.decode() or not change.get("reason", "x")


def test_a_vendor_twice_is_refused(editor, vendor):
    answer = editor.post(f"{URL}new/", NEW | {"name": "QUILLPOST"})
    assert answer.status_code == 422
    assert "already listed" in answer.content.decode()


def test_the_list_shows_where_each_stands_and_stale_evidence(editor, vendor):
    page = read(editor, "")
    assert "sends our order mails" in page
    assert "Ireland" in page
    assert "1 out of date" in page
    assert "proposed</span>" in page


def test_one_vendor_with_what_is_known_what_is_not_and_what_is_for_staff_only(editor, vendor):
    page = read(editor, "quillpost/")
    for words in (
        "lantern-prod",
        "Never published",
        "Staff sign in with passkeys",
        "YubiKeys",
        "out of date",
        "Ireland",
    ):
        assert words in page
    assert "Not said: " in page
    assert "Only staff see this entry" in page
    assert version_of(vendor).sha256 in page


def test_the_form_sent_back_untouched_changes_nothing(editor, vendor):
    editor.post(f"{URL}quillpost/edit/", typed(editor) | {"reason": "Looked through"})
    assert history(vendor).count() == 1
    assert "Nothing was changed" in read(editor, "")


def test_facts_are_entered_with_reason_author_and_words_in_every_language(brand, editor, vendor):
    values = typed(editor) | {
        "storage_places": "Ireland\nDE\neuropean union",
        "country": "uk",
        "essential": "yes",
        "since": "2025-02-03",
        "backup_days": "30",
        "fields": ["email", "name"],
        "sending_domains": "https://Mail.Quillpost.example/",
        "purpose__es": "envía tus pedidos",
        "admin_contacts": "ops@quillpost.example\nsecond@quillpost.example",
        "reason": "The contract is signed",
        "why": "They open a second place",
    }
    assert editor.post(f"{URL}quillpost/edit/", values).status_code == 302
    saved = version_of(vendor)
    assert (saved.number, saved.reason, saved.why) == (2, "The contract is signed", "They open a second place")
    assert "@lantern.example" in saved.author
    facts = saved.facts
    assert facts["storage_places"] == ["IE", "DE", "EU"]
    assert (facts["country"], facts["essential"], facts["since"], facts["backup_days"]) == (
        "GB",
        True,
        "2025-02-03",
        30,
    )
    assert facts["translations"] == {"es": {"purpose": "envía tus pedidos"}, "fr": {"purpose": "envoie"}}
    assert (facts["measures"], facts["tenant_name"]) == ([PASSKEYS], "lantern-prod")
    assert facts["admin_contacts"] == ["ops@quillpost.example", "second@quillpost.example"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reason": ""}, "required"),
        ({"storage_places": "Atlantis"}, "is no country we know"),
        ({"website": "quillpost.example"}, "Give an address that begins with https://"),
        ({"never_writes": "yes", "sending_domains": "q.example"}, "cannot be said that it never writes"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "The end lies before the beginning"),
    ],
)
def test_what_the_register_would_not_take_stands_beside_its_field(editor, vendor, change, says):
    answer = editor.post(f"{URL}quillpost/edit/", typed(editor) | {"reason": "x", "service": "mail"} | change)
    assert (answer.status_code, history(vendor).count()) == (422, 1)
    page = answer.content.decode()
    assert says in page
    assert 'value="mail"' in page


def test_two_people_at_once_overwrite_nothing(brand, editor, vendor):
    values = typed(editor) | {"service": "email", "reason": "x"}
    enter_facts(vendor=vendor, facts=FACTS | {"country": "IE"}, reason="y", by=Actor.staff(2, "Bo"), now=now() - DAY)
    answer = editor.post(f"{URL}quillpost/edit/", values)
    assert answer.status_code == 422
    assert "Bo changed Quillpost since you opened this page" in answer.content.decode()
    assert "service" not in facts_of(vendor)


MEASURE = {
    "row_kind": "encrypted_at_rest",
    "row_measure": "AES-256",
    "row_basis": "certified",
    "row_verified_by": "Brightwater",
    "row_verified_on": "2026-01-01",
    "reason": "They sent it",
}


def test_measures_are_added_changed_and_taken_out_each_a_version(editor, vendor):
    assert editor.post(f"{URL}quillpost/measures/new/", MEASURE).status_code == 302
    assert [row["basis"] for row in facts_of(vendor)["measures"]] == ["audited", "certified"]
    values = typed(editor, "quillpost/measures/1/") | {"row_verified_until": "2030-01-01", "reason": "New report"}
    answer = editor.post(f"{URL}quillpost/measures/1/", values)
    assert answer["Location"] == f"{URL}quillpost/#measures"
    assert facts_of(vendor)["measures"][0] == PASSKEYS | {"verified_until": "2030-01-01"}
    assert editor.post(f"{URL}quillpost/measures/1/remove/", {"reason": ""}).status_code == 422
    assert editor.post(f"{URL}quillpost/measures/1/remove/", {"reason": "Gone"}).status_code == 302
    assert [row["measure"] for row in facts_of(vendor)["measures"]] == ["AES-256"]
    assert history(vendor).count() == 4


def test_checks_and_sub_vendors_have_their_forms(editor, vendor):
    soc2 = {"row_standard": "soc2", "row_level": "type-2", "row_exceptions": "no", "reason": "x"}
    assert editor.post(f"{URL}quillpost/assurance/new/", soc2).status_code == 302
    sub = {"row_name": "Coldstack", "row_rank": "1", "row_places": "Spain", "row_fields": ["email"], "reason": "x"}
    assert editor.post(f"{URL}quillpost/chain/new/", sub).status_code == 302
    facts = facts_of(vendor)
    assert facts["assurance"] == [{"standard": "soc2", "level": "type-2", "exceptions": False}]
    assert facts["chain"] == [{"name": "Coldstack", "rank": 1, "places": ["ES"], "fields": ["email"]}]
    page = read(editor, "quillpost/")
    assert "SOC 2" in page
    assert "Rank 1 · Email address · Spain" in page


def test_a_row_taken_out_by_somebody_else_is_not_overwritten(editor, vendor):
    values = typed(editor, "quillpost/measures/1/") | {"reason": "x", "row_measure": "Other"}
    editor.post(f"{URL}quillpost/measures/new/", MEASURE)
    answer = editor.post(f"{URL}quillpost/measures/1/", values)
    assert answer.status_code == 422
    assert "since you opened this page" in answer.content.decode()


def test_a_life_step_by_step_with_reasons(approver, vendor):
    assert "Announce</a>" in read(approver, "quillpost/")
    assert approver.post(f"{URL}quillpost/move/announced/", {"reason": ""}).status_code == 422
    for state in ("announced", "active", "leaving"):
        typed = {"reason": "As planned", "why": "We grow"}
        answer = approver.post(f"{URL}quillpost/move/{state}/", typed)
        if state != "announced":  # customers hear of it first, or why not
            assert answer.status_code == 422
            assert "kind=joining" in answer.content.decode() or "kind=leaving" in answer.content.decode()
            answer = approver.post(f"{URL}quillpost/move/{state}/", typed | {"ground": "no_notice"})
        assert answer.status_code == 302, state
    assert version_of(vendor).state == "leaving"
    end = {"kind": "deleted", "on": "2026-01-01", "proof": "Certificate 7", "reason": "Over"}
    assert approver.post(f"{URL}quillpost/move/ended/", end | {"proof": ""}).status_code == 422
    assert approver.post(f"{URL}quillpost/move/ended/", end).status_code == 302
    assert (facts_of(vendor)["data_at_end"], facts_of(vendor)["proof"]) == ("deleted", "Certificate 7")
    page = read(approver, "quillpost/")
    assert "given back to us" not in page
    assert "1 January 2026" in page


def test_a_vendor_that_still_holds_data_is_not_ended(brand, approver, vendor):
    for state in (State.ANNOUNCED, State.ACTIVE, State.LEAVING):
        move_to(
            vendor=vendor, state=state, reason=Because("x", ground=Ground.ANNOUNCED), by=SYSTEM, now=now() - 8 * DAY
        )
    who = CustomerSet([make_customer(brand).pk])
    record_transfer(vendor=vendor, customers=who, fields=["email"], at=now() - 2 * DAY, by=SYSTEM, now=now())
    end = {"kind": "deleted", "on": "2026-01-01", "proof": "They say so", "reason": "Over"}
    answer = approver.post(f"{URL}quillpost/move/ended/", end)
    assert answer.status_code == 422
    assert "still holds data of customers" in answer.content.decode()


def test_a_step_taken_in_another_window_is_told(approver, vendor):
    move_to(vendor=vendor, state=State.ANNOUNCED, reason="x", by=SYSTEM, now=now() - DAY)
    answer = approver.post(f"{URL}quillpost/move/announced/", {"reason": "x"}, follow=True)
    assert "has moved on since you opened this page" in answer.content.decode()


def test_an_editor_sees_no_steps(editor, vendor):
    page = read(editor, "quillpost/")
    assert "Announce</a>" not in page
    assert "Take it out</a>" not in page
    assert "Change what is said</a>" in page


def test_a_mistaken_entry_is_taken_out_and_a_public_one_is_not(brand, approver, vendor):
    assert "Take it out</a>" in read(approver, "quillpost/")
    other = add_vendor(brand=brand, facts={"name": "At work"}, reason="x", by=SYSTEM, now=now(), state=State.ACTIVE)
    assert "Take it out</a>" not in read(approver, "at-work/")
    approver.post(f"{URL}at-work/remove/")
    approver.post(f"{URL}quillpost/remove/")
    assert list(Vendor.objects.all()) == [other.vendor]


def test_history_says_who_when_why_and_what_in_words(editor, vendor):
    enter_facts(
        vendor=vendor, facts=FACTS | {"storage_places": ["US"], "fields": ["email", "phone"]},
        reason=Because("They told us on Monday", why="Their office moves"), by=Actor.staff(2, "Bo Lind"), now=now() - DAY,
    )  # fmt: skip
    page = read(editor, "quillpost/history/")
    for words in ("Bo Lind", "They told us on Monday", "Their office moves", "Ana Ruiz", "Offer 12", "version 2"):
        assert words in page
    assert '<del><span class="visually-hidden">Before: </span>Ireland</del>' in page
    assert "</span>United States</ins>" in page
    assert "</span>Phone number</ins>" in page
    assert "</span>Email address</del>" not in page


def test_long_lists_come_in_pages_with_few_questions(brand, editor, django_assert_max_num_queries):
    for number in range(60):
        add_vendor(brand=brand, facts={"name": f"Vendor {number}"}, reason="x", by=SYSTEM, now=now())
    with django_assert_max_num_queries(12):
        page = editor.get(URL).content.decode()
    assert page.count('<th scope="row">') == 50
    assert "Vendor 9<" in read(editor, "?page=2")


def test_an_edit_that_customers_should_hear_of_first_leads_to_the_announcement(editor, vendor):
    move_to(vendor=vendor, state=State.ANNOUNCED, reason="x", by=SYSTEM, now=now() - DAY)
    values = typed(editor, "quillpost/edit/") | {"storage_places": "IE\nUS", "reason": "They grow"}
    answer = editor.post(f"{URL}quillpost/edit/", values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        f"changes/new/?kind=new_place&amp;vendor={vendor.pk}&amp;fact_storage_places=IE&amp;fact_storage_places=US"
        in page
    )
    assert 'name="ground" value="correction"' in page
    plan = editor.get(f"/console/lantern/changes/new/?kind=new_place&vendor={vendor.pk}&fact_storage_places=US")
    assert "United States</textarea>" in plan.content.decode()
    assert editor.post(f"{URL}quillpost/edit/", values | {"ground": "correction"}).status_code == 422  # and why?
    done = editor.post(f"{URL}quillpost/edit/", values | {"ground": "correction", "why": "It always was there."})
    assert done.status_code == 302
    newest = version_of(vendor)
    assert (newest.ground, newest.why) == ("correction", "It always was there.")


def test_a_supplier_of_a_vendor_and_its_role_lead_to_their_announcement(editor, vendor):
    told = FACTS | {"chain": [{"name": "Cloudhost"}], "role": "processor"}
    enter_facts(vendor=vendor, facts=told, reason="x", by=SYSTEM, now=now() - DAY)
    move_to(vendor=vendor, state=State.ANNOUNCED, reason="x", by=SYSTEM, now=now() - DAY)
    row = typed(editor, "quillpost/chain/new/") | {"row_name": "Stackbarn", "row_places": "US", "reason": "They grow"}
    page = editor.post(f"{URL}quillpost/chain/new/", row).content.decode()
    assert f"changes/new/?kind=supplier&amp;vendor={vendor.pk}&amp;row_name=Stackbarn&amp;row_places=US" in page
    plan = editor.get(
        f"/console/lantern/changes/new/?kind=supplier&vendor={vendor.pk}&row_name=Stackbarn&row_places=US"
    )
    assert 'value="Stackbarn"' in plan.content.decode() and "United States</textarea>" in plan.content.decode()
    values = typed(editor, "quillpost/edit/") | {"role": "controller", "reason": "New contract"}
    page = editor.post(f"{URL}quillpost/edit/", values).content.decode()
    assert f"changes/new/?kind=new_role&amp;vendor={vendor.pk}&amp;fact_role=controller" in page


def test_data_of_children_has_no_announcement_and_asks_for_a_public_ground(editor, vendor):
    enter_facts(vendor=vendor, facts=FACTS | {"children": False}, reason="x", by=SYSTEM, now=now() - DAY)
    move_to(vendor=vendor, state=State.ANNOUNCED, reason="x", by=SYSTEM, now=now() - DAY)
    values = typed(editor, "quillpost/edit/")
    answer = editor.post(f"{URL}quillpost/edit/", values | {"children": "yes", "reason": "A club for children"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "kind=new_data" not in page
    assert 'name="ground" value="no_notice"' in page


def test_a_vendor_at_work_that_joins_a_public_list_needs_its_ground(approver, vendor):
    first = {"name": "Early", "state": "active", "reason": "Contract"}
    assert approver.post(f"{URL}new/", first).status_code == 302  # nobody has seen the list yet
    late = {"name": "Late", "state": "active", "reason": "Contract"}
    answer = approver.post(f"{URL}new/", late)
    assert answer.status_code == 422
    assert 'name="ground"' in answer.content.decode()
    told = late | {"ground": "no_notice", "why": "We needed them over night."}
    assert approver.post(f"{URL}new/", told).status_code == 302
