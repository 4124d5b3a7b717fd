"""Who asked by mail, and whether an automatic answer may go there (RFC 3834, RFC 9989)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from forewarn.mail.addresses import UnableToReadAddress, read_address
from forewarn.mail.reading.message import ParsedMail


class Answered(StrEnum):
    """Whether a question was answered, and why not."""

    ON_PAGE = "on_page"
    BY_MAIL = "by_mail"
    NOT_PROVEN = "not_proven"  # nothing proves that the mail came from the address it names
    AUTOMATIC = "automatic"  # a machine, a mailing list or nobody sent it
    LIMITED = "limited"  # this address, its source or the brand had its share
    NO_SENDER = "no_sender"  # the brand has no sender to answer from


@dataclass(frozen=True, slots=True)
class Reporter:
    """The address that asked. `redirected`: it passed a mail on as it was, so only the envelope names it."""

    address: str
    redirected: bool


_LIST_FIELDS = (
    "list-id", "list-post", "list-help", "list-subscribe", "list-unsubscribe", "list-owner", "list-archive",
)  # fmt: skip
_BULK = frozenset({"bulk", "list", "junk"})
_NO_PERSON = re.compile(
    r"mailer-daemon|postmaster|root|daemon|no-?reply|do-?not-?reply|bounces?|bounces?[+=-].*|prvs=.*|owner-.*|.*-(?:request|owner|bounces?)",
    re.IGNORECASE,
)
_SUPPRESSED = re.compile(r"\b(?:all|oof|autoreply)\b", re.IGNORECASE)


def reporter_of(mail: ParsedMail, mail_from: str, *, itself: bool, ours: bool, own: frozenset[str]) -> Reporter | None:
    """Whom an automatic answer to this report would go to; None where RFC 3834 allows none.

    `itself`: the report is the very mail that is asked about, written to somebody else and passed on unchanged; then the
    fields of its head are its sender's, and the envelope names the reporter. `ours`: it is proven to be ours, so that
    its own fields for lists and machines do not count. `own` are the brand's addresses and hosts that take mail.
    """
    if mail_from in ("", "<>") or _says_automatic(mail, always=True):
        return None
    if not (itself and ours) and (_says_automatic(mail) or _is_bulk(mail, passed_on=itself)):
        return None
    sender = mail_from if itself else next((box.address for box in mail.senders if box.address), "")
    try:
        address = read_address(sender).email
    except UnableToReadAddress:
        return None
    local, _, host = address.rpartition("@")
    if _NO_PERSON.fullmatch(local) or address.lower() in own or host.lower() in own:
        return None
    return Reporter(address, itself)


def _says_automatic(mail: ParsedMail, *, always: bool = False) -> bool:
    """Whether the mail says that a machine wrote it; `always`: as an answer to another, or as a report on one."""
    if mail.root.content_type == "multipart/report" or mail.value("return-path").strip() == "<>":
        return True
    said = [header.value.split(";")[0].strip().lower() for header in mail.all("auto-submitted")]
    if always:
        return any(word.startswith(("auto-replied", "auto-notified")) for word in said)
    if any(word not in ("", "no") for word in said) or mail.all("x-autoreply") or mail.all("x-autorespond"):
        return True
    return bool(_SUPPRESSED.search(mail.value("x-auto-response-suppress")))


def _is_bulk(mail: ParsedMail, *, passed_on: bool) -> bool:
    """Whether the mail came by a list. A newsletter that a person passes on may be unsubscribed from and is no list's."""
    fields = ("list-id", "list-post") if passed_on else _LIST_FIELDS
    return mail.value("precedence").strip().lower() in _BULK or any(mail.all(name) for name in fields)
