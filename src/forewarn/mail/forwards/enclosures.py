"""What came along with a mail: the mails inside it, as files of Outlook too, and the files that hold no mail."""

from __future__ import annotations

from dataclasses import dataclass

from forewarn.mail.forwards.outlook_msg import REBUILT, UnableToReadMsg, is_msg, read_msg
from forewarn.mail.reading.headers import cut_headers
from forewarn.mail.reading.limits import DEFAULT_LIMITS
from forewarn.mail.reading.message import ParsedMail, Part, read_mail

HEAD_BYTES = 65_536  # of a file that are searched for header fields to see whether it is a mail
_MAIL_FIELDS = frozenset(
    {"from", "to", "subject", "date", "message-id", "received", "mime-version", "return-path", "reply-to"}
)
_SIGNATURES = frozenset(  # what a mail program adds by itself
    {
        *("application/pgp-signature", "application/pgp-keys", "application/pkcs7-signature"),
        *("application/x-pkcs7-signature", "text/vcard", "text/x-vcard"),
    }
)


@dataclass(frozen=True)
class AttachedMail:
    """A mail inside another; `is_source` where its bytes are as they arrived."""

    mail: ParsedMail
    is_source: bool


@dataclass(frozen=True)
class Enclosures:
    """The mails attached to a mail, each once, and the other files, in their order."""

    mails: tuple[AttachedMail, ...]
    files: tuple[Part, ...]


def enclosures(mail: ParsedMail) -> Enclosures:
    """What is attached to this mail. Never raises."""
    mails: dict[bytes, AttachedMail] = {}
    files: list[Part] = []
    for part in mail.attachments:
        inner = _mail_in(part)
        if inner is not None:
            mails.setdefault(inner.mail.raw, inner)
        elif part.content_type not in _SIGNATURES:
            files.append(part)
    return Enclosures(tuple(mails.values()), tuple(files))


def looks_like_mail(data: bytes) -> bool:
    """Whether these bytes begin with the header of a mail: two of the usual fields before the first empty line."""
    names = {
        header.name.lower() for header in cut_headers(data, (0, min(len(data), HEAD_BYTES)), 1, DEFAULT_LIMITS).fields
    }
    return len(names & _MAIL_FIELDS) >= 2


def _mail_in(part: Part) -> AttachedMail | None:
    """The mail that a part holds, also where it was not said to be one."""
    if part.message is not None:
        return AttachedMail(part.message, is_source=True)
    if is_msg(part.content):
        try:
            return AttachedMail(read_msg(part.content), is_source=False)
        except UnableToReadMsg:
            return None
    if part.content_type == REBUILT and part.content:
        return AttachedMail(read_mail(part.content), is_source=False)
    if _is_named_mail(part) and looks_like_mail(part.content):
        return AttachedMail(read_mail(part.content), is_source=True)
    return None


def _is_named_mail(part: Part) -> bool:
    return part.name.lower().endswith((".eml", ".email", ".mht")) or part.content_type == "application/octet-stream"
