"""Screens of files of vendors: out, in with the difference first, and what is wrong."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from fixed_set import Screen, check, signed_in

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.vendors.interchange import actions
from forewarn.vendors.interchange.actions import Brought, take_up
from forewarn.vendors.models import RegisterFile, Vendor, VendorVersion
from forewarn.vendors.register import add_vendor

pytestmark = pytest.mark.django_db
FILES = "/console/lantern/vendor-files/"
LIST = "Firm;Zweck;Fax\nQuillpost;verschickt Briefe;12\nFähre;setzt über;\n"


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def editor(brand):
    return signed_in(brand, "editor")


@pytest.fixture
def waiting(brand):
    return take_up(brand=brand, brought=Brought("v.csv", LIST.encode("cp1252")), by=SYSTEM, now=NOW)


def upload(client, content=LIST, name="v.csv", **fields):
    data = content if isinstance(content, bytes) else content.encode("cp1252")
    return client.post(FILES, {"file": SimpleUploadedFile(name, data), "new_state": "proposed", **fields})


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize(
    ("address", "role"),
    [("", "viewer"), ("register.yaml", "viewer"), ("register.csv", "viewer"), ("{file}/", "editor")],
)
def test_every_screen(brand, waiting, address, role):
    check(Screen(f"vendor-files/{address.format(file=waiting.pk)}", role=role), brand)


def test_throwing_away_needs_a_post(brand, waiting):
    check(Screen(f"vendor-files/{waiting.pk}/discard/", role="editor", post_only=True), brand)


def test_a_list_is_brought_looked_at_and_imported(brand, editor):
    answer = upload(editor)
    file = RegisterFile.objects.get()
    assert answer["Location"] == f"{FILES}{file.pk}/"
    shown = text_of(editor.get(answer["Location"]))
    assert "2 vendors, read as CP1252" in shown
    assert "Say which column has the vendors" in shown
    assert not Vendor.objects.exists()
    columns = {"column_0": "name", "column_1": "purpose", "column_2": "ignore", "new_state": "active"}
    assert editor.post(answer["Location"], columns).status_code == 302
    page = editor.get(answer["Location"])
    shown = text_of(page)
    assert "New: 2. Changed: 0." in shown
    assert "New: Fähre, works for us line 3 What it does Now: setzt über" in shown
    assert "Fax 1 12" in shown
    seen = re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]
    done = editor.post(answer["Location"], {**columns, "seen": seen, "import": "1"}, follow=True)
    assert "2 changes were written." in text_of(done)
    assert done.request["PATH_INFO"] == "/console/lantern/vendors/"
    assert set(VendorVersion.objects.values_list("state", "reason")) == {("active", "imported from v.csv")}
    assert not RegisterFile.objects.exists()


def test_what_was_not_looked_at_is_not_imported(editor, waiting):
    columns = {"column_0": "name", "column_1": "purpose", "column_2": "ignore", "new_state": "proposed"}
    for seen in ("", "0" * 64):
        answer = editor.post(f"{FILES}{waiting.pk}/", {**columns, "seen": seen, "import": "1"})
        assert answer.status_code == 422
        assert "The register changed since you looked" in text_of(answer)
    assert not Vendor.objects.exists()


def test_two_columns_of_one_meaning_are_refused(editor, waiting):
    answer = editor.post(
        f"{FILES}{waiting.pk}/",
        {"column_0": "name", "column_1": "name", "column_2": "ignore", "new_state": "proposed"},
    )
    assert answer.status_code == 422
    assert "Two columns mean “name”" in text_of(answer)


def test_faults_are_shown_by_line_and_nothing_can_be_imported(editor):
    page = editor.get(upload(editor, "name,country\nQuillpost,Atlantis\n")["Location"])
    assert "1 fault to mend first" in text_of(page)
    assert "2 country: “Atlantis” is no country we know" in text_of(page)
    assert 'name="import"' not in page.content.decode()


def test_a_list_that_says_nothing_new(brand, editor):
    add_vendor(brand=brand, facts={"name": "Quillpost"}, reason="x", by=SYSTEM, now=NOW)
    page = editor.get(upload(editor, "name\nQuillpost\n")["Location"])
    assert "Nothing: the register says all of this already." in text_of(page)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"PK\x03\x04", "v.xlsx", "Save it as CSV"),
        (b"", "v.csv", "The file is empty."),
        (b"name\n", "v.csv", "lists no vendors"),
        (b"x" * (8 * 1024 * 1024 + 1), "v.csv", "larger than 8.0 MB"),
    ],
)
def test_a_file_that_cannot_be_read(editor, content, name, says):
    answer = upload(editor, content, name)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not RegisterFile.objects.exists()


def test_so_many_changes_go_by_the_command(editor, waiting, monkeypatch):
    monkeypatch.setattr(actions, "MAX_ON_A_PAGE", 1)
    columns = {"column_0": "name", "column_1": "purpose", "column_2": "ignore", "new_state": "proposed"}
    editor.post(f"{FILES}{waiting.pk}/", columns)
    answer = editor.post(f"{FILES}{waiting.pk}/", {**columns, "seen": "x", "import": "1"})
    assert "Use the command" in text_of(answer)
    assert not Vendor.objects.exists()


def test_throwing_away(editor, waiting):
    answer = editor.post(f"{FILES}{waiting.pk}/discard/", follow=True)
    assert "The file is gone. Nothing was imported." in text_of(answer)
    assert not RegisterFile.objects.exists()


def test_who_only_looks_brings_nothing(brand):
    viewer = signed_in(brand, "viewer")
    assert "Bring a list" not in text_of(viewer.get(FILES))
    upload(viewer)
    assert not RegisterFile.objects.exists()


def test_the_register_as_a_file(brand, editor):
    add_vendor(brand=brand, facts={"name": "Fähre", "notes": "x"}, reason="x", by=SYSTEM, now=NOW)
    add_vendor(brand=make_brand("other"), facts={"name": "Elsewhere"}, reason="x", by=SYSTEM, now=NOW)
    text = editor.get(f"{FILES}register.yaml")
    assert re.fullmatch(r'attachment; filename="lantern-vendors-[\d-]+\.yaml"', text["Content-Disposition"])
    assert "name: Fähre" in text.content.decode()
    assert "Elsewhere" not in text.content.decode()
    assert editor.get(f"{FILES}register.csv").content.startswith("\ufeffid,state,name,notes".encode())
    assert editor.get(f"{FILES}register.pdf").status_code == 404
