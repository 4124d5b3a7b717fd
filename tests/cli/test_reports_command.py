"""`forewarn reports`: the contract of its output and exit codes."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forewarn.cli.reports import command

BOUNCE = b"From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\n<kim@example.org>:\n550 5.1.1 no such user\n\n<+cmd@example.org>:\n552 5.2.2 quota exceeded\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "below").mkdir()
    (tmp_path / "b.eml").write_bytes(BOUNCE)
    (tmp_path / "below" / "a.eml").write_bytes(b"Subject: hello\n\nhi\n")
    (tmp_path / ".hidden").write_bytes(BOUNCE)
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments])


def test_json_lines_one_per_file_in_order(folder: Path) -> None:
    result = run(folder, "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [Path(r["file"]).name for r in rows] == ["b.eml", "a.eml"]
    assert [r["kind"] for r in rows] == ["dsn", "unknown"]
    assert rows[0]["recipients"][0] == {
        "address": "kim@example.org", "status": "5.1.1", "reply": "550", "reason": "user_unknown", "hard": True, "action": "failed",
    }  # fmt: skip


def test_a_file_that_cannot_be_read_has_its_line_and_exit_1(folder: Path) -> None:
    result = run(folder / "gone.eml", folder / "b.eml", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert "cannot be read" in rows[0]["error"]
    assert rows[1]["kind"] == "dsn"


def test_csv_has_a_row_per_recipient_and_no_formulas(folder: Path) -> None:
    result = run(folder / "b.eml", "--csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(r["address"], r["hard"]) for r in rows] == [("kim@example.org", "true"), ("'+cmd@example.org", "false")]


def test_text_for_people(folder: Path) -> None:
    result = run(folder / "b.eml", folder / "gone.eml")
    assert "hard  kim@example.org  user_unknown" in result.stdout
    assert "cannot be read" in result.stdout


def test_nothing_to_read_is_exit_2(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 2
    assert run().exit_code == 2


def test_a_file_too_large_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forewarn.cli.input_files.MAX_FILE_BYTES", 10)
    (tmp_path / "big.eml").write_bytes(BOUNCE)
    result = run(tmp_path / "big.eml", "--json")
    assert result.exit_code == 1
    assert "larger than" in json.loads(result.stdout)["error"]
