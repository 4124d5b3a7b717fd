"""The group of processes: it starts its parts, starts again what ends, and stops them together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time

import pytest

from forewarn.cli.serve import parts

GROUP = """
import sys
from forewarn.cli.serve import Group, Part
marks = sys.argv[1]
once = [sys.executable, "-c", f"open({marks!r} + '/ended', 'a').write('x')"]
lasting = [sys.executable, "-c", f"import time; open({marks!r} + '/lasting', 'a').write('x'); time.sleep(600)"]
sys.exit(Group([Part("short", once), Part("long", lasting)]).run())
"""


def test_the_parts_of_the_product():
    names = [part.name for part in parts(host="127.0.0.1", port=8000, workers=2, listen=True)]
    assert names == ["web", "tick", "worker 1", "worker 2", "listener"]
    assert "listener" not in [part.name for part in parts(host="127.0.0.1", port=8000, workers=1, listen=False)]


def test_what_ends_is_started_again_and_the_rest_is_left_alone(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", GROUP, str(tmp_path)], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 120
    ended, lasting = tmp_path / "ended", tmp_path / "lasting"
    while time.monotonic() < deadline and not (lasting.exists() and ended.exists() and len(ended.read_text()) >= 2):
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGTERM)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0
    assert len(ended.read_text()) >= 2
    assert lasting.read_text() == "x"
    assert b"short ended with code 0" in errors


@pytest.mark.parametrize("name", ["django_tasks", "django_tasks_db"])
def test_the_terminal_tells_of_tasks_that_went_wrong_and_of_no_others(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Else the address and the password of the sample brand are out of sight before they were read."""
    caplog.set_level(logging.INFO, logger=name)  # as the worker does
    logging.getLogger(name).info("state=RUNNING")
    logging.getLogger(name).error("state=FAILED")
    assert [line.getMessage() for line in caplog.records] == ["state=FAILED"]
