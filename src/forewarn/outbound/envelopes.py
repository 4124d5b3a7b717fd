"""What is handed to a transport, and what comes back for every recipient."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """How far a mail came."""

    ACCEPTED = "accepted"  # the relay has taken it
    DEFERRED = "deferred"  # the relay said: not now (4xx)
    REFUSED = "refused"  # the relay said: no (5xx), or no relay could ever take it
    IN_DOUBT = "in_doubt"  # sent whole, but the connection ended before the answer: it may have been taken
    UNTRIED = "untried"  # nothing of it was sent: the relay was not usable; trying again repeats nothing


class Stage(StrEnum):
    """At which step of sending the answer came."""

    COMPOSING = "composing"
    CONNECTING = "connecting"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


class Envelope(NamedTuple):
    """One mail for one recipient.

    `data` may be a function, called in the sending thread just before the mail goes out, so that signing is not done
    for mails that never leave. `ready` promises CRLF line ends, no line that starts with a dot, and nothing beyond ASCII
    but the recipient's own address, as `compile_letter` composes; other mails are brought into that form first. `key` comes back in the outcome.
    """

    key: int
    mail_from: str
    rcpt_to: str
    data: bytes | Callable[[], bytes]
    ready: bool = False


class Outcome(NamedTuple):
    """What became of one envelope: `code` is the SMTP reply (0: not from a server), `enhanced` the x.y.z status or empty,
    `reply` the words of the server (or ours, where none spoke), `at` seconds since 1970."""

    key: int
    status: Status
    stage: Stage
    code: int
    enhanced: str
    reply: str
    relay: str
    at: float


class TroubleKind(StrEnum):
    """What keeps a relay from taking any mail."""

    UNREACHABLE = "unreachable"
    TLS = "tls"
    AUTHENTICATION = "authentication"
    SENDER = "sender"
    BUSY = "busy"
    STORAGE = "storage"
    PROVIDER = "provider"
    SETTINGS = "settings"


ADVICE = {
    TroubleKind.UNREACHABLE: "Check the host and port, and that this machine may reach them.",
    TroubleKind.TLS: "Check that the host is the name in the relay's certificate, and that its issuer is trusted here.",
    TroubleKind.AUTHENTICATION: "Check the user name and password; many providers want one made for sending mail.",
    TroubleKind.SENDER: "Allow the bounce address as a sender at the relay, or sign in to it.",
    TroubleKind.BUSY: "Nothing to do: it is tried again. If it stays so, lower the rate or the number of connections.",
    TroubleKind.STORAGE: "Make room on the disk, or choose another folder.",
    TroubleKind.PROVIDER: "Look at the provider's status page and at the account there.",
    TroubleKind.SETTINGS: "Correct the settings of the relay.",
}


class RelayTrouble(Exception):
    """The relay takes no mail at present: `kind`, what was seen, and `advice`."""

    def __init__(self, kind: TroubleKind, seen: str) -> None:
        super().__init__(seen)
        self.kind = kind
        self.seen = seen

    @property
    def advice(self) -> str:
        """What the operator can do about it."""
        return ADVICE[self.kind]

    def __str__(self) -> str:
        return f"{self.seen.rstrip('.')}. {self.advice}"
