"""Who holds a batch: a process of a machine, told apart well enough to see that it is dead."""

from __future__ import annotations

import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

_PROC = Path("/proc")


def new_holder() -> str:
    """A name for one run of this process: machine, process id, when the process began, and a random part."""
    pid = os.getpid()
    return f"{_machine()}:{pid}:{_began(pid)}:{secrets.token_hex(4)}"


def is_certainly_dead(holder: str) -> bool:
    """Whether the holder was a process of this very machine that does not run any more.

    False wherever that cannot be known: other machines and containers are judged by their lease alone.
    """
    machine, _, rest = holder.partition(":")
    pid, _, rest = rest.partition(":")
    began = rest.partition(":")[0]
    if not machine or machine != _machine() or not pid.isdigit():
        return False
    return _began(int(pid)) != began


@lru_cache(maxsize=1)
def _machine() -> str:
    """This boot of this machine and its space of process ids; empty where the system does not tell."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        space = os.readlink(_PROC / "self/ns/pid")
    except OSError:
        return ""
    return hashlib.sha256(f"{boot} {space}".encode()).hexdigest()[:16]


def _began(pid: int) -> str:
    """When a process began, in clock ticks since the boot; empty where there is no such process, or only its shell."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    state, *fields = stat.rpartition(")")[2].split()
    return "" if state == "Z" else fields[18]  # 22nd field of proc(5); a zombie no longer runs
