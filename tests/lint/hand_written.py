"""Mails written by hand for these tests, of kinds that the corpora lack, in four languages: how one is built."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage


@dataclass(frozen=True)
class Case:
    """One mail: its name (language first), sender, subject, text and class."""

    name: str
    sender: str
    subject: str
    text: str
    message_class: str = "transactional"

    @property
    def raw(self) -> bytes:
        """The mail as it would be sent."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, "ana@people.example", self.subject
        mail["Date"], mail["Message-ID"] = "Thu, 26 Nov 2026 10:00:00 +0000", "<1@mail.example>"
        mail.set_content(self.text)
        return mail.as_bytes()
