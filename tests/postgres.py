"""A PostgreSQL of the tests' own: started from the installed binaries in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

from forewarn.cli.bench.sending.servers import free_port

# Nothing of it outlives the tests, so nothing has to survive a crash.
SETTINGS = [
    "listen_addresses=127.0.0.1",
    "max_connections=60",
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "checkpoint_timeout=1h",
    "max_wal_size=4GB",
    "jit=off",
]


class UnableToStart(Exception):
    """There are no PostgreSQL binaries, or the server did not start; the text says which."""


def binaries() -> Path:
    """The folder with `initdb` and `postgres`. Raises UnableToStart where there is none."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise UnableToStart("PostgreSQL is not installed (Debian: apt install postgresql)")


class Postgres:
    """A running server; `url` is what DATABASE_URL wants. PostgreSQL refuses root, so root runs it as another user.

    What is in the database at `template_url` is in every database that is made afterwards.
    """

    def __enter__(self) -> Postgres:
        """Make a cluster and start it."""
        self.folder = Path(tempfile.mkdtemp(prefix="forewarn-postgres-"))
        self.bin, self.port = binaries(), free_port()
        server = f"postgres://forewarn@127.0.0.1:{self.port}"
        self.url, self.template_url = f"{server}/postgres", f"{server}/template1"
        if os.geteuid() == 0:
            user = next((u for u in ("postgres", "nobody") if _exists(u)), None)
            if user is None:
                raise UnableToStart("PostgreSQL refuses to run as root and there is no other user")
            shutil.chown(self.folder, user)
            self._as = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]
        else:
            self._as = []
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "forewarn", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = " ".join([f"-p {self.port} -k {self.folder}", *(f"-c {setting}" for setting in SETTINGS)])
        self._run("pg_ctl", "-D", str(data), "-w", "-t", "30", "-l", str(self.folder / "log"), "-o", options, "start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it and remove its folder."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as, str(self.bin / name), *arguments], capture_output=True, text=True, cwd=self.folder, check=False
        )
        if done.returncode:
            raise UnableToStart(f"{name} failed: {(done.stderr or done.stdout).strip()[-300:]}")


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
