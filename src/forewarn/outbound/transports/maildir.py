"""Mails into a folder (Maildir): the sample brand's local mailbox, and a way to look before one really sends."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path

from forewarn.outbound.envelopes import Envelope, Outcome, RelayTrouble, Stage, Status, TroubleKind
from forewarn.outbound.transports.groups import Group, Prepared

_serial = count(1)


class MaildirTransport:
    """Stores every mail as one file, on disk before it counts as accepted. Several may write into one folder."""

    def __init__(self, name: str, folder: Path, *, wait_for_turn: Callable[[], None] = lambda: None) -> None:
        self.name = name
        self.folder = folder
        self.trouble: RelayTrouble | None = None
        self._wait_for_turn = wait_for_turn

    def deliver(self, envelopes: Iterable[Envelope]) -> list[Outcome]:
        """Store a group; every envelope has its outcome when this returns."""
        self.trouble = None
        group = Group(self.name, envelopes, self._wait_for_turn)
        prepared: Prepared | None = None
        try:
            self._make_folders()
            while prepared := group.take():
                stored = self._store(prepared)
                group.note(prepared.envelope, Status.ACCEPTED, Stage.CONTENT, f"stored as {stored}", 250, "2.0.0")
            self._keep_names()
        except OSError as error:
            group.put_back(prepared)
            self.trouble = self._trouble(error)
            group.leave_the_rest(self.trouble)
        return group.outcomes

    def try_out(self) -> None:
        """See that the folder can be written to. Raises RelayTrouble."""
        try:
            self._make_folders()
            probe = self.folder / "tmp" / f"probe.{os.getpid()}_{next(_serial)}"
            probe.touch(exist_ok=False)
            probe.unlink()
        except OSError as error:
            raise self._trouble(error) from error

    def close(self) -> None:
        """Nothing stays open."""

    def _trouble(self, error: OSError) -> RelayTrouble:
        return RelayTrouble(TroubleKind.STORAGE, f"{self.folder}: {error.strerror or error}")

    def _make_folders(self) -> None:
        for part in ("tmp", "new", "cur"):
            (self.folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _store(self, prepared: Prepared) -> str:
        """Write the mail with the envelope in front, as a delivering server does; signatures do not cover that."""
        name = f"{time.time_ns() // 1000:017d}.{os.getpid()}_{next(_serial)}.{_host()}"
        written = self.folder / "tmp" / name
        front = f"Return-Path: <{prepared.sender}>\r\nDelivered-To: {prepared.recipient}\r\n".encode()
        try:
            with written.open("xb") as file:
                file.write(front + prepared.data)
                file.flush()
                os.fsync(file.fileno())
            written.rename(self.folder / "new" / name)
        except OSError:
            written.unlink(missing_ok=True)
            raise
        return name

    def _keep_names(self) -> None:
        """Make the new names last over a power cut; the contents already do."""
        handle = os.open(self.folder / "new", os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _host() -> str:
    return socket.gethostname().replace("/", "\\057").replace(":", "\\072")
