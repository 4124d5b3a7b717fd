"""The periodic work: every part runs, one that fails neither stops the others nor stays silent."""

from __future__ import annotations

from importlib import import_module

import pytest
from click.testing import CliRunner

from factories import NOW
from forewarn.cli import tick as ticking
from forewarn.foundation.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_every_part_of_the_table_exists():
    for place in ticking.TICKS.values():
        module, _, function = place.partition(":")
        assert callable(getattr(import_module(module), function))


def test_on_an_empty_installation_everything_is_done():
    assert set(ticking.tick(NOW).values()) == {"done"}
    assert Heartbeat.objects.get(name="tick").note == ""


def test_a_part_that_fails_is_noted_and_the_others_run(monkeypatch, caplog):
    ran = []

    def broken(now):
        raise OSError("disk full")

    monkeypatch.setattr(ticking, "TICKS", {"one": "here:broken", "two": "here:fine"})
    module = type("Here", (), {"broken": staticmethod(broken), "fine": staticmethod(lambda now: ran.append(now))})
    monkeypatch.setattr(ticking, "import_module", lambda name: module)
    outcome = ticking.tick(NOW)
    assert outcome == {"one": "OSError: disk full", "two": "done"}
    assert ran == [NOW]
    assert "disk full" in Heartbeat.objects.get(name="tick").note
    assert "tick: one failed" in caplog.text


def test_each_round_begins_with_connections_that_work(monkeypatch):
    """Where PostgreSQL was restarted, the old connection would fail in every round."""
    did = []

    def sleep(_seconds):
        if len(did) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(ticking, "tick", lambda moment: did.append("tick") or {})
    monkeypatch.setattr(ticking, "close_old_connections", lambda: did.append("look"))
    monkeypatch.setattr(ticking.time, "sleep", sleep)
    CliRunner().invoke(ticking.command, ["--every"])
    assert did == ["tick", "look", "tick", "look", "tick"]
