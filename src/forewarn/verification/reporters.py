"""Who asked by mail, and whether an automatic answer may go there (RFC 3834, RFC 9989)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from forewarn.mail.addresses import UnableToReadAddress, read_address
from forewarn.mail.domains import organisational_domain
from forewarn.mail.reading.message import ParsedMail


class Answered(StrEnum):
    """Whether a question was answered, and why not."""

    ON_PAGE = "on_page"
    BY_MAIL = "by_mail"
    NOT_PROVEN = "not_proven"  # nothing proves that the mail came from the address it names
    AUTOMATIC = "automatic"  # a machine, a mailing list or nobody sent it
    REPLY = "reply"  # it replies to an answer of ours and brings no mail
    LATE = "late"  # it came days after it was mailed, as from a mailbox that is read for the first time
    LIMITED = "limited"  # this address, its source or the brand had its share
    NO_SENDER = "no_sender"  # the brand has no sender to answer from


@dataclass(frozen=True, slots=True)
class Reporter:
    """The address that asked. `redirected`: it passed a mail on as it was, so only the envelope names it."""

    address: str
    redirected: bool


ANSWERED_WITHIN = timedelta(days=2)  # of being mailed; later an answer helps nobody and surprises

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

    `itself`: the report is the very mail that is asked about, written to somebody else and passed on unchanged. Then the
    fields of its head are its sender's and speak for the envelope only where that is of the same organisation. `ours`:
    it is proven to be ours. `own` are the brand's addresses and hosts that take mail.
    """
    if mail_from in ("", "<>") or _is_an_answer(mail):
        return None
    foreign = itself and (ours or _is_anothers(mail, mail_from))
    if not foreign and (_says_automatic(mail) or _is_bulk(mail)):
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


def came_late(mail: ParsedMail, now: datetime) -> bool:
    """Whether the last server that took the mail did so days ago, by the time it stamped on top (RFC 5321 section 4.4)."""
    stamps = mail.all("received")
    try:
        taken = parsedate_to_datetime(stamps[0].value.rpartition(";")[2].strip()) if stamps else now
        return now - (taken if taken.tzinfo else taken.replace(tzinfo=UTC)) > ANSWERED_WITHIN
    except (ValueError, OverflowError):  # no date, or none that can be
        return False


def _is_an_answer(mail: ParsedMail) -> bool:
    """Whether a machine wrote it as an answer to another mail, or as a report on one: answering would go on for ever."""
    if mail.root.content_type == "multipart/report":
        return True
    return any(word.startswith(("auto-replied", "auto-notified")) for word in _automatic_words(mail))


def _automatic_words(mail: ParsedMail) -> list[str]:
    return [header.value.split(";")[0].strip().lower() for header in mail.all("auto-submitted")]


def _is_anothers(mail: ParsedMail, mail_from: str) -> bool:
    """Whether neither the sender nor a list of the mail is of the organisation that the envelope names: a person passed
    it on, and it was not the mail's own list or machine that sent it here."""
    organisation = organisational_domain(mail_from.rpartition("@")[2])
    if any(organisational_domain(box.domain) == organisation for box in mail.senders if box.domain):
        return False
    lists = " ".join(header.value.lower() for name in _LIST_FIELDS for header in mail.all(name))
    return bool(organisation) and organisation not in lists


def _says_automatic(mail: ParsedMail) -> bool:
    """Whether the mail says that a machine wrote it, or that nothing automatic shall answer."""
    if any(word not in ("", "no") for word in _automatic_words(mail)):
        return True
    if mail.value("return-path").strip() == "<>" or mail.all("x-autoreply") or mail.all("x-autorespond"):
        return True
    return bool(_SUPPRESSED.search(mail.value("x-auto-response-suppress")))


def _is_bulk(mail: ParsedMail) -> bool:
    """Whether the mail came by a list or in bulk."""
    return mail.value("precedence").strip().lower() in _BULK or any(mail.all(name) for name in _LIST_FIELDS)
