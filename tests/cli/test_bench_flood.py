"""`forewarn bench flood`: a small flood over a real socket; nobody else waits for it, and nothing is lost."""

from __future__ import annotations

import json

from click.testing import CliRunner

from forewarn.cli.bench.flood import _faults, command


def test_a_small_flood_is_one_reporters_noise() -> None:
    done = CliRunner().invoke(command, ["--reports", "90", "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.output)
    assert (figures["kept"], figures["only_counted"]) == (60 + 10, 30)
    assert figures["answered"]["by_mail"] <= 10 + 10  # of one address, and of the others
    assert len(figures["sightings"]) == 1


def test_what_a_flood_must_not_do_is_found() -> None:
    good = {
        "reports": 90,
        "others_seconds": [1.0] * 10,
        "kept": 70,
        "only_counted": 30,
        "answered": {},
        "sightings": [[11, 59]],
    }
    assert _faults(good) == []
    assert _faults({**good, "only_counted": 29}) == ["a report was lost"]
    assert _faults({**good, "answered": {"by_mail": 131}}) == ["more answers went out than the limit"]
    assert _faults({**good, "sightings": [[50, 20]]}) == ["the flood is not the noise of one sighting"]
    assert _faults({**good, "sightings": [[11, 50], [1, 0]]}) == ["the flood is not the noise of one sighting"]
