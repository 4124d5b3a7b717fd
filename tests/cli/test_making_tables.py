"""A new installation makes its tables at once; an old one comes to the same tables by its migrations."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

MIGRATE = [sys.executable, "-m", "forewarn.cli", "manage", "migrate", "--verbosity", "0"]
INIT = [sys.executable, "-m", "forewarn.cli", "init"]


def made_by(command: list[str], home: Path) -> tuple[dict[str, list[str]], dict[str, int], list[tuple[str, ...]]]:
    """What every table and index is made of, how many rows each table starts with, and the migrations it knows."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "FOREWARN_HOME": str(home),
        "FOREWARN_SECRET_KEY": "k" * 64,
        "DJANGO_SETTINGS_MODULE": "forewarn.config.settings",
    }
    home.mkdir()
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=600)
    with sqlite3.connect(home / "forewarn.sqlite3") as database:
        made = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        rows = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables(made)}
        migrations = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    database.close()
    return {name: parts(sql) for name, sql in made}, rows, migrations


def tables(made: list[tuple[str, str]]) -> list[str]:
    """The names of what holds rows of the product, not of SQLite."""
    return [name for name, sql in made if sql.startswith("CREATE TABLE") and not name.startswith("sqlite_")]


def parts(sql: str) -> list[str]:
    """What stands between the outer brackets, in any order."""
    head, _, inside = sql.partition("(")
    return [head, *sorted(re.split(r', (?="|CONSTRAINT)', inside.rpartition(")")[0])), inside.rpartition(")")[2]]


def test_both_ways_make_the_same_tables(tmp_path: Path) -> None:
    at_once, rows, known = made_by(INIT, tmp_path / "new")
    in_steps, filled, applied = made_by(MIGRATE, tmp_path / "old")
    assert at_once == in_steps
    assert rows == filled  # what a migration writes, the short way must write too
    assert known == applied
    assert len(known) > 60
