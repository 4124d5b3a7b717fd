"""Screens of who holds what: vendors, transfers, flows, endings, lists, and the holders of one customer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from fixed_set import Screen, check, signed_in

from factories import NOW, make_brand, make_customer
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.actions.flows import Plan, add_flow
from forewarn.holdings.manifests.actions import Said, Source, start, take_up
from forewarn.holdings.manifests.loading import load_manifest
from forewarn.holdings.models import Ending, Flow, KeptOut, Manifest, Transfer
from forewarn.holdings.queries.vendors import still_holds
from forewarn.holdings.recording.endings import record_deletion
from forewarn.holdings.recording.keeping_out import keep_out
from forewarn.holdings.recording.transfers import record_transfer
from forewarn.holdings.tasks import load_upload
from forewarn.vendors.actions import save_vendor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHO = {"by": SYSTEM, "now": NOW}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    return save_vendor(brand=brand, slug=None, name="Quillpost", **WHO)


@pytest.fixture
def ana(brand):
    return make_customer(brand, external_id="HP-1")


@pytest.fixture
def editor(brand):
    return signed_in(brand, "editor")


@pytest.fixture
def transfer(vendor, ana):
    ids = CustomerSet([ana.pk])
    return record_transfer(vendor=vendor, customers=ids, fields=["email", "name"], at=NOW - 90 * DAY, **WHO)


def at(what=""):
    return f"/console/lantern/holdings/quillpost/{what}"


def bring(vendor, tmp_path, content=b"customer id\nHP-1\n"):
    path = tmp_path / "brought.csv"
    path.write_bytes(content)
    said = Said(["email"], NOW - DAY)
    return take_up(vendor=vendor, source=Source(path, "brought.csv", uploaded=True), said=said, **WHO)


def rejected(vendor, tmp_path):
    path = tmp_path / "rejected.csv"
    path.write_bytes(b"customer id\nHP-1\nHP-99\n")
    source, said = Source(path, "rejected.csv", uploaded=True), Said(["email"], NOW - 2 * DAY)
    made = take_up(vendor=vendor, source=source, said=said, **WHO)
    start(manifest=made, column=0, **WHO)
    return load_manifest(made.pk, clock=lambda: NOW)


SCREENS = [
    ("holdings/", "viewer", False),
    ("holdings/customers/{customer}/", "viewer", False),
    ("holdings/quillpost/", "viewer", False),
    ("holdings/quillpost/figures/", "viewer", False),
    ("holdings/quillpost/transfers/", "viewer", False),
    ("holdings/quillpost/transfers/{transfer}/correct/", "editor", False),
    ("holdings/quillpost/endings/", "viewer", False),
    ("holdings/quillpost/endings/new/", "editor", False),
    ("holdings/quillpost/endings/{ending}/correct/", "editor", False),
    ("holdings/quillpost/flows/", "viewer", False),
    ("holdings/quillpost/flows/new/", "editor", False),
    ("holdings/quillpost/flows/{flow}/stop/", "editor", False),
    ("holdings/quillpost/kept-out/", "viewer", False),
    ("holdings/quillpost/kept-out/left-out/", "editor", True),
    ("holdings/quillpost/kept-out/{customer}/let-in/", "editor", False),
    ("holdings/quillpost/lists/", "viewer", False),
    ("holdings/quillpost/lists/new/", "editor", False),
    ("holdings/quillpost/lists/{manifest}/", "viewer", False),
    ("holdings/quillpost/lists/{manifest}/progress/", "viewer", False),
    ("holdings/quillpost/lists/{manifest}/discard/", "editor", True),
    ("holdings/quillpost/lists/{rejected}/go-on/", "editor", False),
]


@pytest.mark.parametrize(("address", "role", "post_only"), SCREENS)
def test_fixed_set(brand, vendor, ana, transfer, tmp_path, address, role, post_only):
    ending = record_deletion(vendor=vendor, customers=None, at=NOW - DAY, proof="ticket", fields=["name"], **WHO)
    flow = add_flow(vendor=vendor, plan=Plan(["email"], NOW), **WHO)
    keep_out(vendor=vendor, customers=CustomerSet([ana.pk]), since=NOW, reason="Removal 1", **WHO)
    ids = {"customer": ana.pk, "transfer": transfer.pk, "ending": ending.pk, "flow": flow.pk}
    ids["manifest"] = bring(vendor, tmp_path).pk
    ids["rejected"] = rejected(vendor, tmp_path).pk
    check(Screen(address.format(**ids), role, post_only), brand)


def test_an_editor_sees_the_columns_of_a_list_without_changing_anything(brand, vendor, ana, tmp_path):
    check(Screen(f"holdings/quillpost/lists/{bring(vendor, tmp_path).pk}/", "viewer"), brand)
    made = Manifest.objects.get()
    page = signed_in(brand, "editor").get(at(f"lists/{made.pk}/")).content.decode()
    assert "known</span>" in page
    assert "HP-1" in page


def test_what_a_vendor_holds_field_by_field(editor, vendor, transfer):
    page = editor.get(at("figures/")).content.decode()
    assert "Email address" in page
    assert "Data of 1 customer in all" in page
    assert "no end known" in page


def test_a_customer_page_asks_who_holds_their_data(editor, vendor, ana, transfer):
    assert f"holdings/customers/{ana.pk}/" in editor.get(f"/console/lantern/customers/{ana.pk}/").content.decode()
    part = editor.get(f"/console/lantern/holdings/customers/{ana.pk}/").content.decode()
    assert "Quillpost" in part
    assert "25 Aug 2026" in part


def upload(editor, content, **more):
    given = {"at": "2026-08-01T10:00", "fields_sent": ["email"], "retention": ""} | more
    file = SimpleUploadedFile("list.csv", content, content_type="text/csv")
    return editor.post(at("lists/new/"), given | {"file": file})


def test_a_list_from_upload_to_the_record_and_its_undoing(editor, vendor, ana):
    answer = upload(editor, b"customer id\nHP-1\n")
    made = Manifest.objects.get()
    assert answer["Location"] == at(f"lists/{made.pk}/")
    started = editor.post(answer["Location"], {"column": 0, "start": "1"})
    assert started.status_code == 302
    load_upload.call(manifest_id=made.pk)
    page = editor.get(answer["Location"]).content.decode()
    assert "Data of 1 customer went to Quillpost" in page
    entry = Transfer.objects.get()
    assert entry.at.isoformat() == "2026-08-01T09:00:00+00:00"  # the brand's clock is in London, summer time
    editor.post(at(f"transfers/{entry.pk}/correct/"), {"reason": "wrong month"})
    assert not still_holds(vendor, NOW)
    assert "wrong month" in editor.get(at("transfers/")).content.decode()


def test_a_list_with_unknown_lines_gives_them_back(editor, vendor, ana):
    answer = upload(editor, b"customer id\nHP-1\nHP-99\n")
    made = Manifest.objects.get()
    editor.post(answer["Location"], {"column": 0, "start": "1"})
    load_upload.call(manifest_id=made.pk)
    page = editor.get(answer["Location"]).content.decode()
    assert "1 of 2 lines cannot be used" in page
    rejects = editor.get(at(f"lists/{made.pk}/rejects/"))
    assert b"HP-99" in b"".join(rejects.streaming_content)
    assert not Transfer.objects.exists()
    assert signed_in(vendor.brand, "viewer").get(at(f"lists/{made.pk}/rejects/")).status_code == 403


def test_a_list_goes_on_without_who_is_no_customer_here_any_more(editor, vendor, ana, tmp_path):
    made = rejected(vendor, tmp_path)
    page = editor.get(at(f"lists/{made.pk}/")).content.decode()
    assert "People who were erased here stand among these too. 1 other customer is known." in page
    assert "1 line is left out." in editor.get(at(f"lists/{made.pk}/go-on/")).content.decode()
    for _twice in range(2):
        assert editor.post(at(f"lists/{made.pk}/go-on/")).status_code == 302
    load_upload.call(manifest_id=made.pk)
    page = editor.get(at(f"lists/{made.pk}/")).content.decode()
    assert "Data of 1 customer went to Quillpost" in page and "was left out" in page
    assert "lists/{made.pk}/rejects/" not in page and "Download these lines" in page
    assert "Record the others" not in page


@pytest.mark.parametrize(
    ("content", "more", "says"),
    [
        (b"", {}, "The file is empty"),
        (b"a,b\n1,2\n", {}, "No column looks like"),
        (b"HP-1\n", {"fields_sent": []}, "This field is required"),
        (b"HP-1\n", {"at": "2999-01-01T00:00"}, "still to come"),
    ],
)
def test_a_list_that_will_not_do_says_why(editor, vendor, content, more, says):
    answer = upload(editor, content, **more)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Manifest.objects.exists()


def test_a_list_is_thrown_away(editor, vendor, ana, tmp_path):
    made = bring(vendor, tmp_path)
    assert editor.post(at(f"lists/{made.pk}/discard/")).status_code == 302
    assert not Manifest.objects.exists()


def test_a_flow_is_added_and_stopped(editor, vendor, ana):
    given = {"segment": "0", "fields_sent": ["email"], "since": "2026-08-01T10:00", "until": "", "every": "day"}
    answer = editor.post(at("flows/new/"), given | {"leavers": "days", "retention": "30"})
    assert answer.status_code == 302
    flow = Flow.objects.get()
    assert (flow.everybody, flow.retention_days) == (True, 30)
    editor.post(at(f"flows/{flow.pk}/stop/"))
    flow.refresh_from_db()
    assert flow.ended_at is not None
    assert "ended" in editor.get(at("flows/")).content.decode()
    wrong = editor.post(at("flows/new/"), given | {"leavers": "days", "retention": ""})
    assert "Say after how many days." in wrong.content.decode()


def test_a_deletion_is_recorded_and_corrected(editor, vendor, transfer):
    given = {"kind": "deleted", "segment": "0", "fields_gone": [], "at": "2026-09-01T10:00", "proof": "ticket 7"}
    assert editor.post(at("endings/new/"), given).status_code == 302
    assert not still_holds(vendor, NOW)
    assert "ticket 7" in editor.get(at("endings/")).content.decode()
    editor.post(at(f"endings/{Ending.objects.get().pk}/correct/"), {"reason": "not yet"})
    assert still_holds(vendor, NOW)


def test_entries_of_another_vendor_are_not_found(editor, brand, vendor, transfer, tmp_path):
    save_vendor(brand=brand, slug=None, name="Parcel Lane", **WHO)
    other = "/console/lantern/holdings/parcel-lane"
    assert editor.get(f"{other}/transfers/{transfer.pk}/correct/").status_code == 404
    assert editor.get(f"{other}/lists/{bring(vendor, tmp_path).pk}/").status_code == 404
    assert editor.get("/console/lantern/holdings/nobody/").status_code == 404


def test_lists_of_entries_are_paged_and_ask_the_database_no_more_for_more(
    editor, vendor, ana, django_assert_max_num_queries
):
    for days in range(60):
        record_transfer(
            vendor=vendor, customers=CustomerSet([ana.pk]), fields=["email"], at=NOW - (days + 1) * DAY, **WHO
        )
    with django_assert_max_num_queries(12):
        page = editor.get(at("transfers/")).content.decode()
    assert "1 to 50 of 60" in page


class TestKeptOut:
    """Customers of whom a vendor must get nothing."""

    @pytest.fixture(autouse=True)
    def kept(self, vendor, ana):
        keep_out(vendor=vendor, customers=CustomerSet([ana.pk]), since=NOW - DAY, reason="Removal 1", **WHO)

    def test_staff_say_that_their_exports_leave_them_out(self, editor, ana):
        assert "1 customer may still be in your own exports" in editor.get(at("kept-out/")).content.decode()
        assert editor.post(at("kept-out/left-out/")).status_code == 302
        page = editor.get(at("kept-out/")).content.decode()
        assert "may still be" not in page
        assert ana.email in page and "Removal 1" in page

    def test_they_are_let_in_again_with_a_reason(self, editor, ana):
        address = at(f"kept-out/{ana.pk}/let-in/")
        assert editor.post(address, {"because": " "}).status_code == 422
        assert editor.post(address, {"because": "Wrote on 3 May"}).status_code == 302
        assert KeptOut.objects.get().until is not None
        assert editor.get(address).status_code == 404

    def test_a_list_that_names_them_is_shown_as_a_broken_removal(self, editor, vendor, ana):
        assert "broken removal" not in editor.get(at("kept-out/")).content.decode()
        ids = CustomerSet([ana.pk])
        record_transfer(vendor=vendor, customers=ids, fields=["email"], at=NOW, **WHO)
        page = editor.get(at("kept-out/")).content.decode()
        assert "broken removal" in page
        assert f"removals/new/{ana.pk}/?vendor=quillpost" in page
        asked = editor.get(f"/console/lantern/removals/new/{ana.pk}/?vendor=quillpost").content.decode()
        assert 'value="quillpost"' in asked and "checked" in asked
