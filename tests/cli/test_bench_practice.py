"""`forewarn bench practice`: learners at once on a real server, no error and no lost answer."""

from __future__ import annotations

import json

from click.testing import CliRunner

from forewarn.cli.bench.practice import command


def test_no_answer_is_lost_and_none_counted_twice() -> None:
    done = CliRunner().invoke(command, ["--learners", "12", "--processes", "2", "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.output)
    assert figures["answers"] == 48
    assert figures["lost"] == figures["errors"] == 0
