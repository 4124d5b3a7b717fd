"""Outlook's .msg files, turned back into a mail as far as they keep it.

The file keeps fields, text and HTML, not the bytes that arrived: signatures cannot be checked in it. Mails attached in it
are such files again, or the bytes of an .eml file, whose signatures still hold.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from forewarn.mail.reading.message import ParsedMail, read_mail

if TYPE_CHECKING:
    from oxmsg import Message
    from oxmsg.storage import Storage

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_MSG_BYTES = 40_000_000  # the limit of a mail; Outlook's files are not larger than what they hold
MAX_NESTED = 5  # messages inside messages; people forward a forward of a forward, not more
MAX_ATTACHMENTS = 100  # of one message; real ones have a handful
REBUILT = "application/vnd.forewarn.rebuilt"  # the type of an attached message that was put together anew
_EMBEDDED = 5  # PidTagAttachMethod of a message inside the file (MS-OXCMSG 2.2.2.9)
_ATTACH_METHOD, _ATTACH_OBJECT = 0x3705, "__substg1.0_3701000D"
_PROPERTIES = "__properties_version1.0"
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
    """The mail inside an Outlook file, put together anew, with what is attached to it. Raises UnableToReadMsg."""
    from oxmsg import Message  # 30 ms to import, and few need it

    if len(data) > MAX_MSG_BYTES:
        raise UnableToReadMsg("the file is too large")
    try:
        return read_mail(_rebuilt(Message.load(io.BytesIO(data)), MAX_NESTED))
    except _DAMAGED as error:
        raise UnableToReadMsg(f"not a readable Outlook message ({error})") from error


def _rebuilt(message: Message, depth: int) -> bytes:
    """The message as a mail; Outlook's own structures in it are turned into parts down to this depth."""
    body = EmailMessage(policy=SMTP)
    body.set_content(message.body or "")
    if html := message.html_body:
        body.add_alternative(html, subtype="html")
    files = list(_attached(message, depth))
    return _head(message) + (_with_files(body.as_bytes(), files) if files else body.as_bytes())


def _head(message: Message) -> bytes:
    headers = {name: value for name, value in message.message_headers.items() if name.lower() in _KEPT}
    lines = {name: " ".join(value.split()) for name, value in headers.items()}
    names = {name.lower() for name in lines}
    for name, value in (("From", message.sender), ("Subject", message.subject)):
        if name.lower() not in names and value:
            lines[name] = " ".join(value.split())
    return "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode("utf-8", "replace")


def _attached(message: Message, depth: int) -> Iterator[tuple[str, str, bytes]]:
    """Type, name and content of each attachment; a damaged one is a file that holds nothing to read."""
    for attachment in message.attachments[:MAX_ATTACHMENTS]:
        name = "".join(letter for letter in attachment.file_name or "" if letter.isprintable() and letter not in '"\\')
        storage = cast("Storage", attachment._storage)  # the library has no way to a message inside
        inner = next((one for one in storage.storages if one.name == _ATTACH_OBJECT), None)
        if attachment.properties.int_prop_value(_ATTACH_METHOD) == _EMBEDDED and inner is not None:
            yield REBUILT, name, _rebuilt(_embedded(inner), depth - 1) if depth else b""
        else:
            content = attachment.file_bytes or b""
            yield "application/octet-stream", name, content


def _embedded(storage: Storage) -> Message:
    """A message inside another: its properties begin eight bytes earlier than the library expects (MS-OXMSG 2.4.1.2),
    unless the program that wrote the file knew no better."""
    from oxmsg import Message

    def as_expected(name: str, data: bytes) -> bytes:
        is_shorter = name == _PROPERTIES and len(data) % 16 == 8  # a property has sixteen bytes
        return data[:24] + bytes(8) + data[24:] if is_shorter else data

    streams = tuple(replace(one, bytes_=as_expected(one.name, one.bytes_)) for one in storage.streams)
    return Message(replace(storage, streams=streams))


def _with_files(body: bytes, files: list[tuple[str, str, bytes]]) -> bytes:
    """A body with attachments, byte for byte as they are: a signature in an attached mail covers its bytes."""
    digest = sha256(body)
    for _, _, content in files:
        digest.update(content)
    mark = f"=_{digest.hexdigest()}".encode()
    pieces = [b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n--' + mark + b"\r\n" + body]
    for kind, name, content in files:
        field = f'Content-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"\r\n'
        field += "Content-Transfer-Encoding: binary\r\n\r\n"
        pieces.append(field.encode("utf-8", "replace") + content)
    return (b"\r\n--" + mark + b"\r\n").join(pieces) + b"\r\n--" + mark + b"--\r\n"
