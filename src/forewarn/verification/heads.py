"""The head of a mail: what in it could be read in two ways, or leads to somebody else, unless a signature covers it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from forewarn.mail.alignment import aligned
from forewarn.mail.domains import is_within
from forewarn.mail.links import parse_link
from forewarn.mail.profile import BrandProfile
from forewarn.mail.reading.addresses import Mailbox, mailbox
from forewarn.mail.reading.headers import decode_words
from forewarn.mail.reading.message import ParsedMail
from forewarn.verification.claims import owns_sender

# Where a click or an answer goes that mail programs offer beside the letter.
_ANSWERS = ("reply-to", "mail-reply-to", "mail-followup-to")
_OFFERS = ("list-unsubscribe", "list-post", "list-help", "list-subscribe", "list-owner")  # links in angle brackets
_LEADING = (*_ANSWERS, "sender", "disposition-notification-to", *_OFFERS)
_PLAIN_SENDER = re.compile(
    r"\s*(?:(?:\"[^\"\\@<>]*\"|[^\"\\@<>():;,]*)\s*<\s*([^\s<>@\"(),:;\\]+@[^\s<>@\"(),:;\\]+)\s*>|([^\s<>@\"(),:;\\]+@[^\s<>@\"(),:;\\]+))\s*"
)
# What stands before the @ is looked for from where it begins: a long run of letters is read once, not from each of them.
_ANY_ADDRESS = re.compile(r"(?:(?<![^\s<>()\[\],;:\"@])[^\s<>()\[\],;:\"@]*)?@(?:\[[^\]\s]*\]|[^\s<>()\[\],;:\"@]+)")
MAX_CHARACTERS = 20_000  # of all fields of one name; what is longer may lead anywhere
_TARGET = re.compile(r"<([^<>]*)>")
_FIELD_ENDS = re.compile(r"[?&=]")


def is_plain_sender(mail: ParsedMail) -> bool:
    """Whether every program reads the same one address out of the From field: no comment, group, route or second address."""
    fields = mail.all("from")
    return len(fields) == 1 and bool(_PLAIN_SENDER.fullmatch(fields[0].text)) and fields[0].value.count("@") == 1


def fields_elsewhere(mail: ParsedMail, profile: BrandProfile, senders: tuple[Mailbox, ...]) -> tuple[str, ...]:
    """The fields by which an answer or a click would reach somebody who is neither the brand nor the sender's
    organisation, whichever way a program reads them."""
    return tuple(
        name for name in _LEADING if any(not _is_at_home(name, box, profile, senders) for box in _named(mail, name))
    )


def _named(mail: ParsedMail, name: str) -> list[Mailbox]:
    """Every mailbox that some program may read out of these fields; a link counts as a mailbox at its host, and what is
    too long to be read as one that is nobody's."""
    fields = mail.all(name)
    if sum(len(field.raw) for field in fields) > MAX_CHARACTERS:
        return [mailbox("", "")]
    texts = [field.text for field in fields if field.text]
    if name not in _OFFERS:
        found = [_ANY_ADDRESS.findall(f"{text} {decode_words(text)}") for text in texts]
        return [mailbox("", one) for addresses in found for one in addresses or [""]]
    targets = [target.strip() for text in texts for target in _TARGET.findall(text) or [text]]
    return [box for target in targets for box in _behind(target)]


def _behind(target: str) -> list[Mailbox]:
    """The mailboxes behind an address to unsubscribe at: of a `mailto:` also those that it would copy (RFC 6068)."""
    link = parse_link(target)
    if link.is_web:
        return [mailbox("", f"@{link.host}")]
    addresses = [one for piece in _FIELD_ENDS.split(unquote(link.path)) for one in _ANY_ADDRESS.findall(piece)]
    return [mailbox("", one) for one in addresses or [""]]


def _is_at_home(name: str, box: Mailbox, profile: BrandProfile, senders: tuple[Mailbox, ...]) -> bool:
    """Whether the mailbox is the brand's or of the sender's organisation. Answers at a vendor's host may reach any of its
    customers; its way out and its own name as the sender do no harm."""
    if not box.domain:
        return False
    vendors = () if name in _ANSWERS else profile.vendors
    if any(is_within(box.domain, domain) for vendor in vendors for domain in vendor.sending_domains):
        return True
    # Everybody at a host is of one organisation, but not at a provider of mailboxes.
    hosts = [one.domain for one in senders if one.domain not in profile.mailbox_domains]
    return owns_sender(profile, box) or any(aligned(box.domain, host) for host in hosts)
