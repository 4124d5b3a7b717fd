"""What commands say where there is no database, or none of this version."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def runs(folder, environment):
    """A way to run commands in a folder with nothing else in their environment."""

    def run(*words):
        return subprocess.run(
            [sys.executable, "-m", "forewarn.cli", *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture
def forewarn(tmp_path):
    """Runs a command in an installation of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "FOREWARN_HOME": str(tmp_path / "home"),
        "FOREWARN_SECRET_KEY": "k" * 64,
        "DJANGO_SETTINGS_MODULE": "forewarn.config.settings",
    }

    return runs(tmp_path, environment)


def test_one_line_says_what_to_do(forewarn, tmp_path):
    done = forewarn("doctor")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot be opened" in done.stderr
    assert "forewarn init" in done.stderr
    (tmp_path / "home").mkdir()
    done = forewarn("doctor")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "Run “forewarn init”" in done.stderr
    assert not forewarn("init").returncode
    assert "forewarn init" not in forewarn("doctor").stderr


def test_init_makes_its_folder_when_the_environment_gives_the_secret(forewarn, tmp_path):
    assert not forewarn("init").returncode
    assert (tmp_path / "home").is_dir()
    assert not (tmp_path / "home" / "secret.key").exists()


@pytest.fixture
def just_installed(tmp_path):
    """Runs a command where nobody has set anything up."""
    kept = ("PATH", "PYTHONPATH", "HOME", "LANG")
    environment = {name: os.environ[name] for name in kept if name in os.environ}

    return runs(tmp_path, environment)


def test_help_is_there_before_anything_is_set_up_and_nothing_runs(just_installed, tmp_path):
    for words in (["--help"], ["holdings", "load", "--help"]):
        done = just_installed(*words)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        assert "Usage: " in done.stdout
    done = just_installed("tick")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "There is no secret yet" in done.stderr
    assert list(tmp_path.iterdir()) == []
