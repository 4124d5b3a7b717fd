"""The parts of `forewarn bench exposure`, small: sets and rows give the same people."""

from __future__ import annotations

import json

import pytest

from factories import make_brand
from forewarn.cli.bench.exposing import ask, fill, rows

pytestmark = pytest.mark.django_db


def test_sets_and_rows_agree(monkeypatch, capsys):
    make_brand("bench")
    monkeypatch.setenv("BENCH_EXPOSURE", json.dumps({"customers": 10_000, "vendors": 3, "transfers": 30}))

    def told(part):
        part()
        return json.loads(capsys.readouterr().out)

    assert told(fill)["transfers"] == 30
    asked, of_rows = told(ask), told(rows)
    assert asked["exposed"] == of_rows["exposed"]
    assert asked["exposed"][0] > asked["exposed"][1] > asked["exposed"][2] > 0
    assert asked["customer_milliseconds"] > 0
    assert len(asked["vendor_milliseconds"]) == len(of_rows["count_milliseconds"]) == 3
