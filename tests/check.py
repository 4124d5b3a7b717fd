"""`make check`: every check in order, each with its time; the first failure ends the run.

Skips are printed with their reason. With CI=true a skip fails, except for the shared corpora being absent.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from postgres import Postgres, UnableToStart

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CI = os.environ.get("CI") == "true"
ON_EVERY_CORE = ["pytest", "-n", "2", "--dist", "worksteal", "tests", "--ignore=tests/journeys"]


def step(name: str, *command: str, env: dict[str, str] | None = None) -> None:
    """Run one check; end with its exit code where it fails."""
    print(f"\n── {name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, env={**os.environ, **(env or {})}, check=False
    )
    print(f"   {name}: {time.monotonic() - started:.0f} s", flush=True)
    if done.returncode:
        print(f"\n{name} failed.", flush=True)
        raise SystemExit(done.returncode)


def skip(name: str, reason: str) -> None:
    """Say what is left out; in CI that is a failure."""
    print(f"\n── {name}: skipped, {reason}", flush=True)
    if CI:
        raise SystemExit(f"{name}: a skip fails in CI")


def main() -> None:
    """All checks."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # dozens of processes start here: each would compile all anew
    os.environ["DJANGO_SETTINGS_MODULE"] = "forewarn.config.settings_for_tests"
    step("format", "ruff", "format", "--check", "--quiet", "src", "tests")
    step("lint", "ruff", "check", "--quiet", "src", "tests")
    step("types", "mypy")
    step("import contracts", "lint-imports", "--no-cache")
    step("migrations", "python", "-m", "django", "makemigrations", "--check", "--dry-run", "--verbosity", "0")
    # The tables come from the models: tests/cli/test_making_tables.py migrates an SQLite, the next step a PostgreSQL.
    step("tests on SQLite", *ON_EVERY_CORE, "--nomigrations")
    try:
        with Postgres() as database:
            migrate = ("python", "-m", "django", "migrate", "--verbosity", "0")
            step("migrations on PostgreSQL", *migrate, env={"DATABASE_URL": database.template_url})
            step("tests on PostgreSQL", *ON_EVERY_CORE, "-m", "database", env={"DATABASE_URL": database.url})
    except UnableToStart as reason:
        skip("tests on PostgreSQL", str(reason))
    if shutil.which("chromium"):
        # Each of the two processes has a running product of its own; a file stays with one, since some go on in order.
        step("journeys in a browser", "pytest", "-n", "2", "--dist", "loadfile", "tests/journeys")
    else:
        skip("journeys in a browser", "chromium is not installed")
    print("\nAll checks passed.")


if __name__ == "__main__":
    main()
