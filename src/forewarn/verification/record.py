"""What the verdict asks of the sent record, whoever keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from forewarn.mail.fingerprints import Fingerprint
from forewarn.mail.letters import Letter


@dataclass(frozen=True)
class SentMail:
    """A mail the brand sent, as its record keeps it: a single mail, or one campaign for all its recipients.

    `purpose` says in the reader's words what it was ("the autumn safety letter"); `page` is its public address.
    """

    subject: str
    sender: str  # the address
    sent_at: datetime
    letter: Letter
    fingerprint: Fingerprint
    message_id: str = ""
    sender_name: str = ""  # shown beside the address; empty where the record does not keep it
    purpose: str = ""
    page: str = ""
    has_user_text: bool = False  # the template lets users write words of their own into it
    locale: str = field(default="")
    words_kept: bool = True  # of a single mail only that it left is kept: it may have held a code


class SentRecord(Protocol):
    """The brand's record of what it sent."""

    def by_message_id(self, message_id: str) -> SentMail | None:
        """The mail sent with this Message-ID (with its brackets); None where there is none."""
        ...

    def most_alike(self, mark: Fingerprint) -> SentMail | None:
        """The mail whose words are most like this fingerprint, however little; None where there is nothing like it."""
        ...


class NoRecord:
    """No record at hand: only signatures can prove anything."""

    def by_message_id(self, message_id: str) -> SentMail | None:
        """Nothing is known."""
        return None

    def most_alike(self, mark: Fingerprint) -> SentMail | None:
        """Nothing is known."""
        return None
