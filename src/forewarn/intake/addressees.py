"""Whose mail a report is about: proven by a token in an address, or by the Message-ID of the mail it returns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from forewarn.intake.tokens import SINGLE_MAIL, Addressee, read_bounce_token, read_unsubscribe_token
from forewarn.mail.reading.message import ParsedMail
from forewarn.mail.reports.complaints import feedback_fields, reported_header
from forewarn.outbound.queries import single_mail_named

MessageIdReader = Callable[[str], tuple[int, int] | None]
_readers: dict[str, MessageIdReader] = {}

_BOUNCE = re.compile(r"\bbounce\+([a-z2-7]{20,64})[@=]", re.IGNORECASE)
_UNSUBSCRIBE = re.compile(r"\bunsubscribe[+/]([a-z2-7]{20,64})\b", re.IGNORECASE)


def recognise_message_ids(name: str, reader: MessageIdReader) -> None:
    """Register who reads Message-IDs of ours into (mailing id, customer id), or None for any other.

    Called once from an AppConfig.ready() of a package above.
    """
    _readers[name] = reader


def addressee_in_report(mail: ParsedMail, *, message_id: str, brand_id: int) -> Addressee | None:
    """Whom the mail that this report returns was for; None where nothing in it proves that.

    Looked at are the fields of the returned mail alone: its text may quote mail to somebody else.
    """
    for text in _return_paths(mail):
        if (found := _BOUNCE.search(text)) and (addressee := read_bounce_token(found[1])):
            return addressee
    for found in _UNSUBSCRIBE.finditer(reported_header(mail, "list-unsubscribe")):
        if read := read_unsubscribe_token(found[1]):
            return read[0]
    return addressee_of_message_id(message_id or reported_header(mail, "message-id"), brand_id=brand_id)


def addressee_of_return_path(address: str) -> Addressee | None:
    """Whom a mail with this return path was for; None where we did not make it."""
    found = _BOUNCE.search(address)
    return read_bounce_token(found[1]) if found else None


def addressee_of_message_id(message_id: str, *, brand_id: int) -> Addressee | None:
    """Whom the mail of this Message-ID was for; None where it is not one of ours."""
    for reader in _readers.values():
        if numbers := reader(message_id):
            return Addressee(*numbers)
    single = single_mail_named(message_id, brand_id=brand_id)
    # One to a person who is no customer has the customer id 0.
    return Addressee(SINGLE_MAIL, single.customer_id or 0) if single else None


def _return_paths(mail: ParsedMail) -> Iterator[str]:
    """Where the returned mail says that its own reports should go."""
    fields = feedback_fields(mail) or {}
    yield from fields.get("original-mail-from", ())
    yield reported_header(mail, "return-path")
