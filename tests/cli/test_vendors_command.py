"""`forewarn vendors`: out and in, the dry run, and what is said of faults."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from corpora import corpora
from factories import make_brand
from forewarn.cli.vendors import command
from forewarn.vendors.models import Vendor, VendorVersion

pytestmark = pytest.mark.django_db
LIST = "Company;Zweck;Land;Fax\nFähre GmbH;verschickt Briefe;Österreich;1\nQuillpost;druckt;Irland;\n"


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "lieferanten.csv"
    path.write_bytes(LIST.encode("cp1252"))
    return path


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_a_dry_run_says_all_and_changes_nothing(brand, file):
    done = run("import", file, "--dry-run")
    assert done.exit_code == 0
    assert "Not understood: column “Fax” (1 filled, such as “1”)." in done.output
    assert "New: Fähre GmbH, proposed\n  Country: new: Austria.\n  What it does: new: verschickt Briefe." in done.output
    assert "2 vendors would be added, 0 would be changed" in done.output
    assert not Vendor.objects.exists()


def test_in_and_again_and_out(brand, file, tmp_path):
    assert "2 vendors were added" in run("import", file, "--state", "active").output
    assert "0 vendors were added, 0 were changed; 2 stand as they are" in run("import", file).output
    assert VendorVersion.objects.count() == 2
    for name in ("out.yaml", "out.csv"):
        out = tmp_path / name
        assert "2 vendors" in run("export", out).output
        assert "2 stand as they are" in run("import", out).output
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfid,state,name")
    assert run("export", "--format", "csv").output.startswith("id,state,name")
    assert run("export").output == (tmp_path / "out.yaml").read_text(encoding="utf-8")


def test_json_for_programs(brand, file):
    told = json.loads(run("import", file, "--json", "--map", "notes=Fax").output)
    assert (told["added"], told["imported"], told["encoding"]) == (2, True, "cp1252")
    assert told["columns"] == {"Company": "name", "Zweck": "purpose", "Land": "country", "Fax": "notes"}
    assert told["changes"][0]["facts"] == ["name", "country", "purpose", "notes"]
    assert told["not_understood"] == told["faults"] == []


def test_faults_are_listed_by_line_and_nothing_comes_in(brand, tmp_path):
    path = tmp_path / "v.csv"
    path.write_text("name,country\nQuillpost,Atlantis\nParcelo,IE\n")
    done = run("import", path)
    assert done.exit_code == 1
    assert f"{path}: line 2: country: “Atlantis” is no country we know" in done.output
    assert "nothing was imported. Mend this fault" in done.output
    told = run("import", path, "--json")
    assert (told.exit_code, json.loads(told.output)["faults"][0]["line"]) == (1, 2)
    assert not Vendor.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["import", "none.csv"], "cannot be read"),
        (["import", "."], "this is a folder"),
        (["import", "LIST", "--map", "name=Shoe"], "no column “Shoe”"),
        (["import", "LIST", "--encoding", "klingon"], "no encoding"),
        (["import", "LIST", "--brand", "nobody"], "no brand “nobody”"),
        (["export", "no/such/place.yaml"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_2(brand, file, arguments, says):
    done = run(*[file if argument == "LIST" else argument for argument in arguments])
    assert done.exit_code == 2
    assert says in done.output
    assert not Vendor.objects.exists()


@pytest.mark.corpora
def test_the_history_of_a_real_list_of_suppliers(brand):
    pages = sorted((corpora("vendors") / "basecamp").glob("privacy__basecamp*/20*.md"))
    for page in pages:
        done = run("import", page, "--state", "active", "--without-notice", "Their history, read as it was", "--json")
        assert done.exit_code == 0, done.output
    assert {"Amazon Web Services", "Wufoo", "AppSignal"} <= set(Vendor.objects.values_list("name", flat=True))
    told = json.loads(run("import", pages[-1], "--dry-run", "--json").output)
    assert (told["added"], told["changed"], told["faults"]) == (0, 0, [])
    assert "Wufoo" in told["absent"]


@pytest.mark.corpora
def test_the_fault_of_a_real_list_is_found(brand):
    path = corpora("vendors") / "datenanfragen" / "companies.json"
    told = json.loads(run("import", path, "--dry-run", "--json").output)
    assert [(fault["line"], fault["text"].partition("”")[0]) for fault in told["faults"]] == [
        (4317, "website: “httsp://www.asos.com")
    ]
    assert told["added"] == told["rows"] - 1
