"""`forewarn bench import` runs from nothing and reports; how fast it is, no test asks."""

from __future__ import annotations

import csv
import json

from click.testing import CliRunner

from forewarn.cli.bench import importing
from forewarn.mail.addresses import read_address


def test_it_imports_twice_and_looks_through_the_lists():
    arguments = ["--rows", "1500", "--database", "sqlite", "--json"]
    result = CliRunner().invoke(importing.command, arguments)
    assert result.exit_code == 0, result.output
    report = json.loads(result.output)
    [figures] = report["figures"]
    assert (figures["database"], figures["rows"]) == ("sqlite", 1500)
    assert figures["seconds"] > 0
    assert figures["rows_per_second"] > 0
    assert figures["slowest_list"]
    assert figures["peak_megabytes"] > 20


def test_its_list_is_the_same_every_time_and_all_of_it_is_good(tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    importing.write_customers(one, 1000)
    importing.write_customers(other, 1000)
    assert one.read_bytes() == other.read_bytes()
    with one.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    keys = {read_address(row["email"]).key for row in rows}
    assert len(keys) == len({row["customer_id"] for row in rows}) == 1000


def test_the_table(capsys):
    importing._print_table([importing.Figures("sqlite", 1_000_000, 60.0, 16_666, 30.0, 200, "first page", 12.0, True)])
    printed = capsys.readouterr().out
    assert "sqlite" in printed
    assert "60.0" in printed
