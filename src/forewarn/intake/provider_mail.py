"""Mail that a provider received for us, out of what it posts: the bytes as they came, wherever it hands them over.

django-anymail parses a mail into objects, and writing those out again changes bytes that signatures cover. So where a
provider posts the source itself, that is taken; only for the others the parsed mail is written out.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class ProviderMail:
    """One mail: its bytes, the address it came to and the envelope's sender, as far as the provider says."""

    raw: bytes
    rcpt_to: str
    mail_from: str


# What comes of reading a post whose parts are not there, not of their kind, or inside one another without end.
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)


class UnableToReadPost(ValueError):
    """What was posted is not what this provider posts for a mail."""


def posted_mails(provider: str, request: HttpRequest) -> list[ProviderMail] | None:
    """The mails in a post of this provider; None where it does not post their source. Raises UnableToReadPost."""
    read = SOURCES.get(provider)
    if read is None:
        return None
    try:
        return [mail for mail in read(request) if mail.raw]
    except MISSHAPEN as error:
        raise UnableToReadPost(
            f"this is no mail with its source ({type(error).__name__}: {error}); "
            "let the provider post the raw mail, to this address and to no other"
        ) from error


def _mailersend(request: HttpRequest) -> Iterator[ProviderMail]:
    data = json.loads(request.body)["data"]
    for recipient in data["recipients"]["rcptTo"]:
        yield ProviderMail(_bytes(data["raw"]), recipient["email"], data.get("sender", {}).get("email", ""))


def _mailgun(request: HttpRequest) -> Iterator[ProviderMail]:
    posted = request.POST
    yield ProviderMail(_bytes(posted["body-mime"]), posted.get("recipient", ""), posted.get("sender", ""))


def _mandrill(request: HttpRequest) -> Iterator[ProviderMail]:
    for event in json.loads(request.POST.get("mandrill_events", "[]")):
        if event["event"] == "inbound":
            yield ProviderMail(_bytes(event["msg"]["raw_msg"]), event["msg"].get("email", ""), UNKNOWN_SENDER)


def _postal(request: HttpRequest) -> Iterator[ProviderMail]:
    data = json.loads(request.body)
    text = data["message"]
    raw = b64decode(text) if data.get("base64") is True else _bytes(text)
    yield ProviderMail(raw, data.get("rcpt_to", ""), data.get("mail_from", ""))


def _postmark(request: HttpRequest) -> Iterator[ProviderMail]:
    data = json.loads(request.body)
    headers = data.get("Headers") or [{}]
    first = headers[0]
    sender = first.get("Value", "").strip("<> ") if first.get("Name", "").lower() == "return-path" else UNKNOWN_SENDER
    yield ProviderMail(_bytes(data["RawEmail"]), data.get("OriginalRecipient", ""), sender)


def _sparkpost(request: HttpRequest) -> Iterator[ProviderMail]:
    for posted in json.loads(request.body):
        event: dict[str, Any] | None = posted["msys"].get("relay_message")
        if event is None:
            continue  # a ping
        content = event["content"]
        text = content["email_rfc822"]
        raw = b64decode(text) if content.get("email_rfc822_is_base64") else _bytes(text)
        yield ProviderMail(raw, event.get("rcpt_to", ""), event.get("msg_from", ""))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


UNKNOWN_SENDER = "unknown"  # not empty: an empty sender means that nothing may be answered
SOURCES: dict[str, Callable[[HttpRequest], Iterator[ProviderMail]]] = {
    "mailersend": _mailersend,
    "mailgun": _mailgun,
    "mandrill": _mandrill,
    "postal": _postal,
    "postmark": _postmark,
    "sparkpost": _sparkpost,
}
