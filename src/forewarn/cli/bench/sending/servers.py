"""What a measurement starts beside itself: an SMTP sink, and a PostgreSQL of its own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE = 60.0  # seconds for a server to listen, on a machine that does other things beside
PORTS = range(20_000, 32_000)  # below those that systems hand out to connections: nobody gets one of them by chance
WHERE = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


class UnableToStart(Exception):
    """A server did not start; the text says which and why."""


def free_port() -> int:
    """A port on loopback that nobody listens on, for a server that is still to start."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


@contextmanager
def sink() -> Iterator[tuple[int, str]]:
    """A server that takes every mail: its port and what it is."""
    port = free_port()
    program = shutil.which("smtp-sink", path=WHERE)
    if program:
        # Postfix programs started by root want another user to become.
        user = ["-u", _other_user()] if os.geteuid() == 0 else []
        command, name = [program, *user, f"127.0.0.1:{port}", "100"], "Postfix smtp-sink"
    else:
        command, name = [sys.executable, "-m", "forewarn.cli.bench.sending.own_sink", str(port)], "our own sink"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:  # noqa: S603
        try:
            await_listening(port, process, name)
            yield port, name
        finally:
            process.terminate()


def smtp_source_rate(port: int, count: int) -> float | None:
    """Mails a second that Postfix's own generator brings to the same sink, 30 kB each over ten sessions; None without it."""
    program = shutil.which("smtp-source", path=WHERE)
    if program is None:
        return None
    size = ["-s", "10", "-l", "30000", "-m", str(count)]
    addresses = ["-f", "a@bench.example", "-t", "b@bench.example"]
    began = time.perf_counter()
    subprocess.run([program, *size, *addresses, f"127.0.0.1:{port}"], check=True, capture_output=True)  # noqa: S603
    return count / (time.perf_counter() - began)


def await_listening(port: int, process: subprocess.Popen[bytes], name: str, patience: float = PATIENCE) -> None:
    """Wait until somebody listens on the port. Raises UnableToStart where the process or the patience (seconds) ends."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if process.poll() is not None:
            said = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
            raise UnableToStart(f"{name} ended at once: {said[-300:]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise UnableToStart(f"{name} did not listen within {patience:.0f} seconds")


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL made for this measurement, with its usual durability: its DATABASE_URL. Raises UnableToStart."""
    programs = _postgres_programs()
    with tempfile.TemporaryDirectory(prefix="forewarn-bench-") as name:
        folder, port = Path(name), free_port()
        run_as: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            user = _other_user()
            shutil.chown(folder, user)
            run_as = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]

        def run(program: str, *arguments: str) -> None:
            command = [*run_as, str(programs / program), *arguments]
            done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)  # noqa: S603
            if done.returncode:
                raise UnableToStart(f"{program}: {(done.stderr or done.stdout).strip()[-300:]}")

        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "forewarn", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        run("pg_ctl", "-D", data, "-w", "-t", "30", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgres://forewarn@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def _postgres_programs() -> Path:
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise UnableToStart("PostgreSQL is not installed (Debian: apt install postgresql)")


def _other_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise UnableToStart("root needs another user to run servers as; there is neither postgres nor nobody")
