"""Outlook's .msg files, turned back into a mail as far as they keep it.

The file keeps fields, text and HTML, not the bytes that arrived: signatures cannot be checked in it.
"""

from __future__ import annotations

import io
import struct
from email.message import EmailMessage
from email.policy import SMTP

from forewarn.mail.reading.message import ParsedMail, read_mail

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_MSG_BYTES = 40_000_000  # the limit of a mail; Outlook's files are not larger than what they hold
_KEPT = frozenset({"from", "to", "cc", "reply-to", "sender", "subject", "date", "message-id", "return-path", "list-id"})
# What a damaged file makes the library raise; it reads structures without checking them.
_DAMAGED = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    struct.error,
    OverflowError,
    RecursionError,
)


class UnableToReadMsg(Exception):
    """The file is no Outlook message, or is damaged."""


def is_msg(data: bytes) -> bool:
    """Whether these bytes begin as an Outlook file does."""
    return data.startswith(OLE_MAGIC)


def read_msg(data: bytes) -> ParsedMail:
    """The mail inside an Outlook file, put together anew. Raises UnableToReadMsg."""
    from oxmsg import Message  # 30 ms to import, and few need it

    if len(data) > MAX_MSG_BYTES:
        raise UnableToReadMsg("the file is too large")
    try:
        message = Message.load(io.BytesIO(data))
        headers = message.message_headers
        rebuilt = _rebuilt(
            {name: value for name, value in headers.items() if name.lower() in _KEPT},
            message.sender or "",
            message.subject or "",
            message.body or "",
            message.html_body or "",
        )
    except _DAMAGED as error:
        raise UnableToReadMsg(f"not a readable Outlook message ({error})") from error
    return read_mail(rebuilt)


def _rebuilt(headers: dict[str, str], sender: str, subject: str, text: str, html: str) -> bytes:
    lines = {name: " ".join(value.split()) for name, value in headers.items()}
    names = {name.lower() for name in lines}
    if "from" not in names and sender:
        lines["From"] = " ".join(sender.split())
    if "subject" not in names and subject:
        lines["Subject"] = " ".join(subject.split())
    body = EmailMessage(policy=SMTP)
    body.set_content(text)
    if html:
        body.add_alternative(html, subtype="html")
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode("utf-8", "replace") + body.as_bytes()
