"""`forewarn holdings`: load a manifest, refuse what cannot be, ask who."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from factories import NOW, make_brand, make_customer
from forewarn.audit.rules import SYSTEM
from forewarn.cli.holdings import command
from forewarn.holdings.models import Transfer
from forewarn.vendors.actions import save_vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    brand = make_brand("lantern")
    save_vendor(brand=brand, slug=None, name="Quillpost", by=SYSTEM, now=NOW)
    for number in range(1, 4):
        make_customer(brand, external_id=f"HP-{number}")
    return brand


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("customer id\nHP-1\nHP-2\n")
    return path


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def load(file, *more, fields="email,name", at="2026-03-01"):
    return run("load", file, "--brand", "lantern", "--vendor", "quillpost", "--fields", fields, "--at", at, *more)


def test_a_manifest_is_loaded_and_asked_about(brand, file):
    done = load(file, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["loaded"], told["customers"], told["rejected"]) == (True, 2, 0)
    assert Transfer.objects.get().at.isoformat() == "2026-03-01T00:00:00+00:00"
    asked = run("who", "--vendor", "Quillpost", "--json")
    assert json.loads(asked.stdout) == {"vendor": "quillpost", "fields": {"name": 2, "email": 2}, "customers": 2}
    before = run("who", "--vendor", "quillpost", "--until", "2026-03-01", "--json")
    assert json.loads(before.stdout)["customers"] == 0
    assert "Any of them: 2 customers" in run("who", "--vendor", "quillpost").stdout


def test_for_a_person_it_says_what_was_recorded(brand, file):
    assert "recorded that data of 2 customers went to Quillpost" in load(file).output


def test_one_unknown_line_records_nothing_and_is_named(brand, file):
    file.write_text("customer id\nHP-1\nHP-7\n")
    done = load(file)
    assert done.exit_code == 2
    assert "nothing is recorded, since 1 of 2 rows" in done.output
    rejects = file.with_name("list.csv.rejects.csv").read_text("utf-8-sig")
    assert "3,No customer here has this number.,HP-7" in rejects
    assert not Transfer.objects.exists()
    assert "1 others are customers here. Is that right? Then --leave-out-unknown records them." in done.output
    done = load(file, "--leave-out-unknown")
    assert done.exit_code == 0, done.output
    assert "recorded that data of 1 customers went to Quillpost" in done.output
    assert "1 rows name nobody here and were left out" in done.output
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"fields": "shoes"}, "no field “shoes”"),
        ({"at": "yesterday"}, "is no time"),
        ({"at": "2999-01-01"}, "still to come"),
    ],
)
def test_bad_words_are_refused_in_one_line(brand, file, more, says):
    done = load(file, **more)
    assert done.exit_code == 2
    assert says in done.output


def test_unknown_brands_vendors_and_files_are_refused(brand, file, tmp_path):
    assert "no vendor “acme”" in run("load", file, "--vendor", "acme", "--fields", "email", "--at", "2026-01-01").output
    assert "no brand “kite”" in run("who", "--brand", "kite", "--vendor", "quillpost").output
    assert "cannot be read" in load(tmp_path / "missing.csv").output
    assert "folder" in load(tmp_path).output
    backwards = run("who", "--vendor", "quillpost", "--since", "2026-02-01", "--until", "2026-01-01")
    assert "later than" in backwards.output


def test_a_file_that_is_no_rejects_file_is_not_overwritten(brand, file):
    file.with_name("list.csv.rejects.csv").write_text("mine")
    assert "no rejects file" in load(file).output
    assert not Transfer.objects.exists()
