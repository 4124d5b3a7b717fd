"""What reading a mail may cost; every limit has a unit and a reason."""

from __future__ import annotations

from dataclasses import dataclass

MAX_HEAD_BYTES = (
    300_000  # of one head that signatures are checked over; Exchange takes 256 kB, what is longer is made to hurt
)


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds of one reading; what lies beyond is left unread and named in `ParsedMail.defects`."""

    mail_bytes: int = 40_000_000  # Gmail and Outlook refuse mail over 25 MB, which base64 makes 35 MB
    parts: int = 500  # real mail has under 50; a mail of 10,000 parts is made to hurt
    nesting: int = 20  # levels of multipart and message; real forwards of forwards stay under 10
    headers: int = 1_000  # fields per header block; long Received chains stay under 100
    header_bytes: int = 65_536  # of one field that are decoded; Exchange and Postfix refuse longer ones


DEFAULT_LIMITS = ReadingLimits()


@dataclass(frozen=True, slots=True)
class Defect:
    """Something that could not be read as it stands: a stable code, the part's path ("" is the mail), plain words."""

    code: str
    part: str
    text: str
