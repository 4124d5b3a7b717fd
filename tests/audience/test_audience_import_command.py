"""`forewarn import`: what it prints, what it refuses, and that a killed one goes on."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from lists import write

from factories import make_brand
from forewarn.audience.models import Customer, Import
from forewarn.cli.import_customers import command

pytestmark = pytest.mark.django_db

LIST = "id,email,newsletter\nC1,ana@people.example,yes\nC2,bad,\nC3,bob@people.example,\n"


@pytest.fixture
def brand():
    return make_brand("lantern")


def run(*arguments, code=0):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output + result.stderr
    return result


def printed(*arguments):
    return json.loads(run(*arguments, "--json").stdout)


def test_what_a_person_reads(brand, tmp_path):
    path = write(tmp_path, LIST)
    said = run(path, "--brand", "lantern").stdout
    assert "list.csv: 3 rows; 2 new, 0 changed, 0 unchanged, 1 rejected." in said
    assert "1 with an invalid address" in said
    assert f"{path}.rejects.csv" in said
    again = run(path, "--brand", "LANTERN").stdout
    assert "0 new, 0 changed, 2 unchanged, 1 rejected" in again


def test_what_a_program_reads(brand, tmp_path):
    path = write(tmp_path, LIST)
    found = printed(path)
    assert (found["rows"], found["new"], found["changed"], found["unchanged"], found["rejected"]) == (3, 2, 0, 0, 1)
    assert found["reasons"] == {"invalid_address": 1}
    assert found["columns"] == {"id": "external_id", "email": "email", "newsletter": "marketing"}
    assert (found["brand"], found["dry_run"], found["continued_after"]) == ("lantern", False, 0)
    assert Path(found["rejects_file"]).read_text(encoding="utf-8-sig").startswith("rejected_line,rejected_reason,id,")
    assert Import.objects.get(pk=found["import"]).state == "finished"


def test_a_dry_run(brand, tmp_path):
    path = write(tmp_path, LIST)
    assert "2 would be new" in run(path, "--dry-run").stdout
    assert printed(path, "--dry-run")["new"] == 2
    assert (Customer.objects.count(), Import.objects.count()) == (0, 0)


def test_values_left_out_are_told(brand, tmp_path):
    said = run(write(tmp_path, "email,country\nana@people.example,Narnia\n")).stdout
    assert "column “country”, since it was not understood: “Narnia” (1)" in said


def test_columns_and_encoding_are_told(brand, tmp_path):
    path = write(tmp_path, "Who;Where\nDvořák;d@people.example\n".encode("cp1250"))
    found = printed(path, "--map", "name=Who", "--encoding", "windows-1250", "--delimiter", "semicolon")
    assert found["new"] == 1
    assert Customer.objects.get().name == "Dvořák"


@pytest.mark.parametrize(
    ("text", "arguments", "says"),
    [
        (None, [], "cannot be read: No such file or directory"),
        ("", [], "The file is empty."),
        ("a,b\n1,2\n", [], "No column looks like email addresses. Say which one is. The columns are: a, b."),
        (LIST, ["--map", "emial=id"], "“emial” is not something a column can mean"),
        (LIST, ["--map", "email=nope"], "There is no column “nope”"),
        (LIST, ["--brand", "nobody"], "There is no brand “nobody”. Brands here: lantern."),
        (LIST, ["--encoding", "klingon"], "is no encoding"),
        ('email\n"never\n', [], "Line 2: a quote"),
    ],
)
def test_bad_input_gets_one_line_and_changes_nothing(brand, tmp_path, text, arguments, says):
    path = tmp_path / "list.csv"
    if text is not None:
        path.write_text(text)
    result = run(path, *arguments, code=2)
    [line] = result.stderr.strip().splitlines()
    assert says in line
    assert (Customer.objects.count(), Import.objects.count()) == (0, 0)


def test_a_folder_is_refused(brand, tmp_path):
    assert "this is a folder" in run(tmp_path, code=2).stderr


def test_which_brand_must_be_said_where_there_are_several(brand, tmp_path):
    make_brand()
    assert "Say which brand with --brand." in run(write(tmp_path, LIST), code=2).stderr


def test_somebody_elses_file_is_not_overwritten_by_rejects(brand, tmp_path):
    path = write(tmp_path, LIST)
    mine = write(tmp_path, "my own notes\n", "list.csv.rejects.csv")
    assert "Choose another place with --rejects" in run(path, code=2).stderr
    assert mine.read_text() == "my own notes\n"
    found = printed(path, "--rejects", tmp_path / "there.csv")
    assert found["rejects_file"] == str(tmp_path / "there.csv")
    assert printed(path, "--rejects", tmp_path / "there.csv")["rejected"] == 1


def test_rejects_of_an_earlier_run_do_not_stay(brand, tmp_path):
    path = write(tmp_path, LIST)
    run(path)
    write(tmp_path, LIST.replace("bad", "eve@people.example"))
    assert printed(path)["rejects_file"] is None
    assert not (tmp_path / "list.csv.rejects.csv").exists()


@pytest.fixture
def installation(tmp_path):
    """A fresh installation in a folder, with processes of its own."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("FOREWARN", "DATABASE"))},
        "FOREWARN_HOME": str(tmp_path / "home"),
        "DJANGO_SETTINGS_MODULE": "forewarn.config.settings",
    }
    begin = [sys.executable, "-m", "forewarn.cli"]
    made = [*begin, "init", "--brand", "Lantern", "--domain", "lantern.example", "--owner", "o@lantern.example"]
    subprocess.run(made, env=environment, check=True, capture_output=True)
    return begin, environment


def position(home: Path) -> int:
    with sqlite3.connect(f"file:{home / 'forewarn.sqlite3'}?mode=ro", uri=True, timeout=30) as database:
        rows = database.execute("SELECT max(position) FROM audience_import").fetchone()
    return rows[0] or 0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_import_goes_on_with_the_same_command(installation, tmp_path, number):
    begin, environment = installation
    rows = 40_000
    text = "id,email,name\n" + "".join(f"C{n},c{n}@people.example,Ana {n}\n" for n in range(rows)) + "x,bad,\n"
    path = write(tmp_path, text)
    command = [*begin, "import", str(path), "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:
        until = time.monotonic() + 300
        while position(tmp_path / "home") == 0 and first.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        first.send_signal(number)
        first.wait(timeout=120)
    reached = position(tmp_path / "home")
    assert 0 < reached < rows, "it was over before it could be killed"
    assert first.returncode == (-9 if number == signal.SIGKILL else 130)
    second = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    found = json.loads(second.stdout)
    assert found["continued_after"] == reached
    assert (found["new"], found["rejected"]) == (rows, 1)
    third = json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)
    assert (third["new"], third["changed"], third["unchanged"], third["rejected"]) == (0, 0, rows, 1)
