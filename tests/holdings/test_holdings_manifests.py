"""Manifests: numbers and addresses, encodings and separators, all or nothing with rejects, killed and thrown away."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection
from hypothesis import example
from hypothesis import given as having
from hypothesis import strategies as st

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.reading.tables import Dialect, records
from forewarn.holdings.manifests import loading
from forewarn.holdings.manifests.actions import (
    Said,
    Source,
    begin,
    discard,
    go_on_without_unknown,
    start,
    survey,
    take_up,
)
from forewarn.holdings.manifests.loading import TakenAway, UnableToLoad, load_manifest
from forewarn.holdings.manifests.queries import delete_old_files, left_alone, preview
from forewarn.holdings.manifests.reading import manifest_rows
from forewarn.holdings.models import Manifest, Transfer
from forewarn.holdings.queries.vendors import customers_with
from forewarn.holdings.recording.transfers import UnableToRecord, correct
from forewarn.vendors.actions import save_vendor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHO = {"by": SYSTEM, "now": NOW}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    return save_vendor(brand=brand, slug=None, name="Quillpost", by=SYSTEM, now=NOW)


@pytest.fixture
def people(brand):
    return [make_customer(brand, external_id=f"HP-{n}", email=f"person{n}@mail.example") for n in range(1, 5)]


@pytest.fixture
def load(vendor, tmp_path):
    def bring(content, name="list.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        said = Said(options.pop("fields", ["email"]), options.pop("at", NOW - DAY), options.pop("retention_days", None))
        made = survey(vendor=vendor, source=Source(path, name, **options), said=said, **WHO)
        begin(manifest=made, rejects_path=tmp_path / "rejects.csv", **WHO)
        return load_manifest(made.pk, clock=lambda: NOW)

    return bring


def rejected_lines(manifest):
    text = Path(manifest.rejects_path).read_text(encoding="utf-8-sig")
    return [(row[0], row[1], row[2:]) for row in csv.reader(text.splitlines())][1:]


FORMS = {
    "a bare list of numbers": b"HP-1\nHP-2\n",
    "a header and commas": b"customer id,email\nHP-1,x\nHP-2,y\n",
    "a byte order mark and semicolons": "\ufeffKundennummer;Name\r\nHP-1;Ä\r\nHP-2;Ö\r\n".encode(),
    "UTF-16": "customer id\temail\r\nHP-1\tx\r\nHP-2\ty\r\n".encode("utf-16"),
    "Windows-1252": "customer id;name\nHP-1;Zoë\nHP-2;Chloé\n".encode("cp1252"),
    "bare addresses": b"person1@mail.example\nPERSON2@Mail.Example\n",
    "addresses in a column": b"name;e-mail\nA;  person1@mail.example\nB;Person2@MAIL.example\n",
    "no last line end and blank lines": b"customer id\n\nHP-1\n\nHP-2",
    "twice the same": b"HP-1\nHP-2\nHP-1\n",
    "spaces around numbers": b"customer id\n HP-1 \n\tHP-2\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_lists_in_every_form_name_the_same_people(vendor, people, load, form):
    done = load(FORMS[form])
    assert (done.state, done.problem, done.rejected) == ("loaded", "", 0)
    assert set(customers_with(vendor, ["email"], NOW, NOW)) == {people[0].pk, people[1].pk}


def test_repeated_lines_are_counted(people, load):
    assert load(FORMS["twice the same"]).repeated == 1


def test_unknown_blank_wide_and_damaged_lines_load_nothing_and_stand_in_the_rejects_file(vendor, people, load):
    done = load(b"customer id,note\nHP-1,a\nHP-9,b\n ,c\nHP-2,d,e\nHP-3,\0\nHP-4,f\n")
    assert (done.state, done.rejected) == ("rejected", 4)
    assert done.reasons == {"unknown": 1, "blank": 1, "too_many_columns": 1, "damaged": 1}
    assert not Transfer.objects.exists()
    assert not customers_with(vendor)
    lines = rejected_lines(done)
    assert [line for line, _, _ in lines] == ["3", "4", "5", "6"]
    assert lines[0][1:] == ("No customer here has this number.", ["HP-9", "b"])


def test_the_wrong_encoding_loads_nothing(vendor, people, load):
    done = load("customer id;name\nHP-1;Zoë\nHP-2;Ana\n".encode("cp1252"), encoding="utf-8")
    assert (done.state, done.reasons) == ("rejected", {"damaged": 1})
    assert not Transfer.objects.exists()


def test_a_mended_rejects_file_can_be_loaded(vendor, people, load):
    done = load(b"customer id,note\nHP-1,a\nHP-9,b\n")
    mended = Path(done.rejects_path).read_text(encoding="utf-8-sig").replace("HP-9", "HP-2")
    assert load(mended, name="mended.csv").state == "loaded"
    assert set(customers_with(vendor)) == {people[1].pk}


def test_customers_of_another_brand_are_unknown(people, load):
    make_customer(make_brand("kite"), external_id="KITE-1")
    assert load(b"HP-1\nKITE-1\n").reasons == {"unknown": 1}


def test_many_batches_give_the_same(vendor, people, load, monkeypatch):
    monkeypatch.setattr(loading, "BATCH_ROWS", {connection.vendor: 2})
    done = load("customer id\n" + "HP-1\nHP-2\nHP-3\nHP-9\nHP-4\n")
    assert (done.position, rejected_lines(done)[0][0]) == (5, "5")


def test_numbers_with_marks_of_their_own_are_found_as_they_are(brand, vendor, load):
    numbers = ["A\\B", r"\N", r"\.", "50%", "Ü-1", "x" * 60, "1 2"]
    known = {
        number: make_customer(brand, external_id=number, email=f"n{n}@mail.example").pk
        for n, number in enumerate(numbers)
    }
    assert load("customer id\n" + "\n".join(numbers)).state == "loaded"
    assert set(customers_with(vendor)) == set(known.values())


def test_what_cannot_be_printed_names_nobody(vendor, people, load):
    assert load("customer id\nHP-1\nHP\x1f-2\nHP-\u202e3\n").reasons == {
        "unknown": 1
    }  # turns of direction are left out


def test_retention_and_source_are_kept(vendor, people, load):
    made = load(b"HP-1\n", retention_days=30).transfer
    assert (made.ends_at, made.source) == (NOW + 29 * DAY, "list.csv")


def test_the_same_file_twice_is_refused_until_the_first_is_corrected(people, load):
    first = load(b"HP-1\n").transfer
    with pytest.raises(UnableToRecord, match="loaded already"):
        load(b"HP-1\n")
    load(b"HP-1\n", fields=["phone"])
    correct(entry=first, reason="wrong day", **WHO)
    assert load(b"HP-1\n").state == "loaded"


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (b"", {}, "empty"),
        (b"a,b\n1,2\n", {}, "No column looks like"),
        (b"HP-1\n", {"fields": ["shoes"]}, "no field"),
        (b"HP-1\n", {"at": NOW + DAY}, "still to come"),
        (b"HP-1\n", {"encoding": "klingon"}, "no encoding"),
        (b"a,b\n1,2\n", {"column": "c"}, "no column “c”"),
        (b"HP-1\n", {"retention_days": -1}, "1 to"),
    ],
)
def test_what_cannot_be_loaded_says_why_and_leaves_nothing(load, content, options, says):
    with pytest.raises(UnableToRecord, match=says):
        load(content, **options)
    assert not Manifest.objects.exists()


def test_a_column_can_be_told(vendor, people, load):
    load(b"a,b\nx,HP-1\n", column="b")
    assert set(customers_with(vendor)) == {people[0].pk}


def test_an_open_quote_says_its_line(people, load):
    with pytest.raises(UnableToRecord, match="Line 2"):
        load(b'customer id,note\nHP-1,"never\n')
    late = "customer id,note\n" + "HP-1,x\n" * 200 + 'HP-1,"never\n'
    done = load(late)
    assert (done.state, Transfer.objects.count()) == ("failed", 0)
    assert "Line 202" in done.problem


def test_a_killed_load_begins_again(vendor, people, tmp_path, django_capture_on_commit_callbacks):
    path = tmp_path / "again.csv"
    path.write_bytes(b"HP-1\nHP-9\n")
    source, said = Source(path, path.name, uploaded=True), Said(["email"], NOW - DAY)
    made = take_up(vendor=vendor, source=source, said=said, **WHO)
    Manifest.objects.update(state="running", runner="gone:1:x", beat_at=NOW - DAY, rejected=7, position=3)
    assert list(left_alone(before=NOW)) == [made]
    with django_capture_on_commit_callbacks(execute=True):
        done = load_manifest(made.pk, clock=lambda: NOW)
    assert (done.state, done.rejected, done.position) == ("rejected", 1, 2)
    assert path.exists()  # somebody may go on without the line that names nobody
    with pytest.raises(UnableToLoad):
        load_manifest(made.pk, clock=lambda: NOW)


def test_what_is_thrown_away_while_it_is_read_loads_nothing(vendor, people, tmp_path):
    path = tmp_path / "gone.csv"
    path.write_bytes(b"HP-1\n")
    made = survey(vendor=vendor, source=Source(path, path.name), said=Said(["email"], NOW - DAY), **WHO)
    begin(manifest=made, rejects_path=tmp_path / "r.csv", **WHO)
    with pytest.raises(TakenAway):
        load_manifest(made.pk, clock=lambda: NOW, watch=lambda m: discard(manifest=m, **WHO))
    assert not Transfer.objects.exists()


def test_who_is_erased_while_the_list_is_read_is_not_recorded(brand, vendor, people, tmp_path):
    path = tmp_path / "race.csv"
    path.write_bytes(b"HP-1\nHP-2\n")
    made = survey(vendor=vendor, source=Source(path, path.name), said=Said(["email"], NOW - DAY), **WHO)
    begin(manifest=made, rejects_path=tmp_path / "r.csv", **WHO)
    load_manifest(
        made.pk, clock=lambda: NOW, watch=lambda m: erase_customer(brand=brand, customer_id=people[0].pk, **WHO)
    )
    assert set(customers_with(vendor)) == {people[1].pk}


def uploaded(vendor, tmp_path, content):
    path = tmp_path / "sent.csv"
    path.write_bytes(content)
    said = Said(["email"], NOW - DAY)
    made = take_up(vendor=vendor, source=Source(path, path.name, uploaded=True), said=said, **WHO)
    start(manifest=made, column=0, **WHO)
    return path, load_manifest(made.pk, clock=lambda: NOW)


def test_who_was_erased_keeps_a_list_back_until_somebody_says_to_go_on_without_them(
    brand, vendor, people, tmp_path, django_capture_on_commit_callbacks
):
    erase_customer(brand=brand, customer_id=people[1].pk, **WHO)
    path, made = uploaded(vendor, tmp_path, b"HP-1\nHP-2\nHP-3\nHP-3\n")
    assert (made.state, made.reasons, made.customers) == ("rejected", {"unknown": 1}, 2)
    assert made.may_go_on and path.exists() and not Transfer.objects.exists()
    go_on_without_unknown(manifest=made, **WHO)
    with django_capture_on_commit_callbacks(execute=True):
        done = load_manifest(made.pk, clock=lambda: NOW)
    assert (done.state, done.customers, done.rejected, done.repeated) == ("loaded", 2, 1, 1)
    assert set(customers_with(vendor)) == {people[0].pk, people[2].pk}
    assert [row[2] for row in rejected_lines(done)] == [["HP-2"]] and done.has_rejects
    assert not path.exists() and brand.pk and not done.may_go_on
    with pytest.raises(UnableToRecord):
        go_on_without_unknown(manifest=done, **WHO)


@pytest.mark.parametrize("content", [b"HP-1,\nHP-9,\n,x\n", b"HP-8,\nHP-9,\n"])
def test_other_faults_and_a_list_of_strangers_stay_refused(vendor, people, load, tmp_path, content):
    _path, made = uploaded(vendor, tmp_path, b"customer id,note\n" + content)
    assert (made.state, made.may_go_on) == ("rejected", False)
    with pytest.raises(UnableToRecord):
        go_on_without_unknown(manifest=made, **WHO)
    assert load(b"customer id,note\n" + content, without_unknown=True).state == "rejected"
    assert not Transfer.objects.exists()


def test_an_upload_with_which_nobody_goes_on_is_not_kept(vendor, people, tmp_path):
    path, made = uploaded(vendor, tmp_path, b"HP-1\nHP-9\n")
    delete_old_files(now=NOW + 6 * DAY)
    assert path.exists()
    delete_old_files(now=NOW + 8 * DAY)
    made.refresh_from_db()
    assert not path.exists() and not made.may_go_on and made.has_rejects


def test_a_file_that_changed_in_between_fails(vendor, people, tmp_path):
    path = tmp_path / "changes.csv"
    path.write_bytes(b"HP-1\n")
    made = survey(vendor=vendor, source=Source(path, path.name), said=Said(["email"], NOW - DAY), **WHO)
    begin(manifest=made, rejects_path=tmp_path / "r.csv", **WHO)
    path.write_bytes(b"HP-2\n")
    assert "another one" in load_manifest(made.pk, clock=lambda: NOW).problem


def test_the_preview_says_who_is_known(vendor, people, tmp_path):
    path = tmp_path / "look.csv"
    path.write_bytes(b"customer id,x\nHP-1,1\nHP-9,2\n")
    made = take_up(vendor=vendor, source=Source(path, "look.csv", True), said=Said(["email"], NOW - DAY), **WHO)
    found = preview(made, made.column)
    assert [(line, known) for line, _, known in found.rows] == [(2, True), (3, False)]


@having(
    st.lists(st.lists(st.text("aZ1é@. \t\0\ufffd'|", max_size=4), min_size=1, max_size=3), max_size=8),
    st.sampled_from(",;|\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
@example([["a"], ["  "], ["b"]], ",", "\n", False)
def test_lines_without_quotes_are_read_as_csv_reads_them(rows, delimiter, ending, header):
    text = ending.join(delimiter.join(cell.replace(delimiter, "") for cell in row) for row in rows)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        path.write_bytes(text.encode())
        dialect = Dialect("utf-8", delimiter, ["a", "b"], header, 0, True)
        found = [row for part in manifest_rows(path, dialect, 3) for row in part]
        assert found == list(records(path, dialect))


def test_old_files_go(vendor, people, tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes(b"HP-1\n")
    take_up(vendor=vendor, source=Source(path, "old.csv", True), said=Said(["email"], NOW - DAY), **WHO)
    delete_old_files(now=NOW + 8 * DAY)
    assert not path.exists()
    assert not Manifest.objects.exists()
