"""`forewarn bench reports` runs and says what it measured; figures themselves are never tested."""

import json

import pytest
from click.testing import CliRunner

from forewarn.cli.bench import reports as bench_reports
from forewarn.cli.bench.reports import command
from forewarn.mail.reports.kinds import DmarcReport, DsnReport
from forewarn.mail.reports.telling_apart import read_report


def test_what_is_measured_is_read_right() -> None:
    report = read_report(bench_reports._aggregate(10))
    assert isinstance(report, DmarcReport)
    assert len(report.records) == 10
    bounce = read_report(bench_reports._BOUNCE.replace("{n}", "1").encode())
    assert isinstance(bounce, DsnReport)
    assert bounce.recipients[0].hard


def test_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_reports, "SIZES", (5,))
    monkeypatch.setattr(bench_reports, "RECORDS", 10)
    monkeypatch.setattr(bench_reports, "BOUNCES", 3)
    result = CliRunner().invoke(command)
    assert result.exit_code == 0
    assert "records/s" in result.stdout
    assert set(json.loads(result.stdout.splitlines()[-1])) == {
        "dmarc_5_records_per_second",
        "dmarc_5_of_bare_parser",
        "bounces_per_second",
    }
    assert json.loads(CliRunner().invoke(command, ["--json"]).stdout)["bounces_per_second"] > 0
