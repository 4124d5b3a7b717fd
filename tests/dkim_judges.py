"""Judges of our signatures that share no code with ours: dkimpy and OpenDKIM, both offline."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import dkim
import pytest


def dkimpy_accepts(mail: bytes, records: Mapping[str, str], *, index: int = 0, at: datetime | None = None) -> bool:
    """Whether dkimpy verifies the signature at this index and moment, else now; `records` is name → TXT."""
    moment = at or datetime.now(UTC)

    def txt(name: bytes, timeout: int = 5) -> bytes | None:
        record = records.get(name.decode("ascii").rstrip("."))
        return record.encode("ascii") if record else None

    try:
        with patch.object(dkim, "time", SimpleNamespace(time=moment.timestamp)):
            return bool(dkim.DKIM(mail).verify(idx=index, dnsfunc=txt))
    except dkim.ValidationError:
        return False


def opendkim() -> str:
    """The OpenDKIM program; the test is skipped with a reason where it is not installed."""
    program = shutil.which("opendkim", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not program:
        pytest.skip("OpenDKIM is not installed (Debian package opendkim)")
    return program


def opendkim_verdicts(mails: Sequence[bytes], records: Mapping[str, str]) -> list[bool]:
    """For each mail, whether OpenDKIM verified a signature and found none that fails."""
    program = opendkim()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "keys").write_text("".join(f"{host} {record}\n" for host, record in records.items()))
        (folder / "conf").write_text(f"Mode v\nTestPublicKeys {folder / 'keys'}\nSyslog no\n")
        paths = [folder / f"{number}.eml" for number in range(len(mails))]
        for path, mail in zip(paths, mails, strict=True):
            path.write_bytes(mail)
        command = [program, "-x", str(folder / "conf"), "-v", "-t", ",".join(map(str, paths))]
        output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    reports = {str(path): [line for line in output.splitlines() if f"{path}: verification" in line] for path in paths}
    return [bool(lines) and all(line.endswith("succeeded") for line in lines) for lines in reports.values()]
