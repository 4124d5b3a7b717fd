"""What goes to a vendor's webhook and what comes back: JSON, signed as Standard Webhooks have it.

The signature is HMAC-SHA256 over "id.timestamp.body" with the secret that the vendor and we share. The words of status and
reason are those of the Data Rights Protocol 1.0.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from forewarn.removals.rules.states import Reason, Status

PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE = timedelta(minutes=5)  # between the vendor's clock and ours; an older one is a copy
MAX_BODY = 64 * 1024  # bytes of an answer
MAX_ID = 100  # characters of a message's id
MAX_WORDS = 500  # characters of an explanation, as the column holds


class UnableToRead(Exception):
    """The answer cannot be taken; the text says why, for the vendor's developer."""


def new_secret() -> str:
    """A secret to share with a vendor."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def sign(secret: str, *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers that prove who wrote the body, and when."""
    stamp = str(int(at.timestamp()))
    signature = f"v1,{_mac(secret, message_id, stamp, body)}"
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": signature}


def check(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
    """The id of a message that the secret signed lately. Raises UnableToRead."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or len(message_id) > MAX_ID or not stamp.isascii() or not stamp.isdigit():
        raise UnableToRead("The headers webhook-id and webhook-timestamp are missing.")
    if abs(now.timestamp() - int(stamp[:12])) > TOLERANCE.total_seconds():
        raise UnableToRead("The webhook-timestamp is not of the last five minutes.")
    wanted = _mac(secret, message_id, stamp, body)
    given = [part.partition(",")[2] for part in headers.get("webhook-signature", "").split() if part.startswith("v1,")]
    if not any(hmac.compare_digest(one.encode(), wanted.encode()) for one in given):
        raise UnableToRead("The webhook-signature is not that of this message under your secret.")
    return message_id


def _mac(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    message = f"{message_id}.{stamp}.".encode() + body
    return base64.b64encode(hmac.digest(key, message, "sha256")).decode()


@dataclass(frozen=True, slots=True)
class Said:
    """A vendor's answer about one of our requests."""

    request_id: str
    status: Status
    reason: Reason | None
    words: str


def read_answer(body: bytes) -> Said:
    """The answer in a body. Raises UnableToRead."""
    try:
        said = json.loads(body)
    except ValueError as error:
        raise UnableToRead("The body is not JSON.") from error
    if not isinstance(said, dict) or not isinstance(said.get("request_id"), str):
        raise UnableToRead("The body needs a request_id.")
    try:
        status = Status(str(said.get("status")))
        reason = Reason(str(said["reason"])) if said.get("reason") else None
    except ValueError as error:
        raise UnableToRead(f"Not a word of the Data Rights Protocol 1.0: {error}") from error
    words = said.get("processing_details") or ""
    if not isinstance(words, str):
        raise UnableToRead("processing_details is text.")
    return Said(said["request_id"], status, reason, " ".join(words.split())[:MAX_WORDS])


def wrong_with_address(url: str, *, loopback: bool) -> str:
    """What is wrong with the address of a webhook, in a sentence; `loopback` allows plain HTTP on this machine."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "This is not an address."
    if not host or parts.username or parts.password or parts.fragment:
        return "This is not the address of a webhook: write https://, the host and the path."
    if parts.scheme == "https" or (loopback and parts.scheme == "http" and host in ("127.0.0.1", "localhost")):
        return ""
    return "The address must begin with https://, since the message names a customer."
