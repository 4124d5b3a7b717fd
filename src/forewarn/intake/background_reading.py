"""The background task that reads a mail."""

from __future__ import annotations

from forewarn.foundation.background import background_task
from forewarn.foundation.clock import now
from forewarn.intake.reading import read


@background_task
def read_received_mail(*, mail_id: int) -> None:
    """Read one mail that was stored."""
    read(mail_id=mail_id, now=now())
