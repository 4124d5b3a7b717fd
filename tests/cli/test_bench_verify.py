"""`forewarn bench verify` runs and says what it measured; figures themselves are never tested."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from forewarn.cli.bench import verify as bench_verify
from forewarn.cli.bench.verify import command

KEYS = {
    "mails", "mean_bytes", "verdicts_per_second", "median_ms", "p95_ms", "large_median_ms", "large_p95_ms", "memory_grown_mb", "memory_mb",
}  # fmt: skip


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_verify, "KINDS", 1)
    monkeypatch.setattr(bench_verify, "ROUNDS", 1)


def test_made_up_mails_get_the_verdicts_they_should() -> None:
    raws, checker = bench_verify._made_up()
    verdicts = [checker.check(raw, bench_verify.datetime.now(bench_verify.UTC)).kind.value for raw in raws]
    assert verdicts == ["sent_by_us", "not_ours", "sent_by_us"]


def test_json() -> None:
    result = CliRunner().invoke(command, ["--verdicts", "10", "--json"])
    assert result.exit_code == 0
    figures = json.loads(result.stdout)
    assert set(figures) == KEYS
    assert figures["mails"] == 3
    assert figures["verdicts_per_second"] > 0


def test_table(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"From: a@b.example\nSubject: x\n\nhello\n")
    result = CliRunner().invoke(command, ["--verdicts", "10", "--mails", str(tmp_path)])
    assert "verdicts per second" in result.stdout
    assert json.loads(result.stdout.splitlines()[-1])["mails"] == 1


def test_an_empty_folder_is_exit_2(tmp_path: Path) -> None:
    assert CliRunner().invoke(command, ["--mails", str(tmp_path)]).exit_code == 2


def test_with_a_record_in_a_database() -> None:
    options = ["--verdicts", "10", "--database", "sqlite", "--campaigns", "2", "--singles", "30", "--json"]
    result = CliRunner().invoke(command, options)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)["with_record"]
    assert found["answers"] == ["not_ours", "sent_by_us"]
    assert (found["campaigns"], found["single_mails"], found["readings"]) == (2, 30, 3)
    assert found["queries"] <= 7  # four for the profile, three for the record at most
    assert found["reading_queries"] > found["queries"]
