"""Reading relays, single mails and suppressed addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import QuerySet

from forewarn.brands.models import Brand
from forewarn.foundation.secrets import keyed_hash
from forewarn.foundation.signed_links import UnableToRead, read_token
from forewarn.mail.addresses import UnableToReadAddress, address_key
from forewarn.outbound.models import Relay, RelayKind, SingleMail, SuppressedAddress
from forewarn.outbound.routes import Route

_SINGLE = re.compile(r"<s\.([a-z2-7]{20,64})@[^<>\s]{1,250}>", re.IGNORECASE)  # as queue_single writes its Message-IDs


class UnableToSend(Exception):
    """The brand has no way out for mail; the text says what to set up."""


def relays(brand: Brand) -> QuerySet[Relay]:
    """The brand's relays, those used first in front."""
    return Relay.objects.filter(brand=brand).select_related("brand")


def relay(brand: Brand, relay_id: int) -> Relay | None:
    """One relay of the brand."""
    return relays(brand).filter(pk=relay_id).first()


def route_for(brand_id: int) -> Route:
    """The brand's active relays, ready to open lines on. Raises UnableToSend where there is none."""
    active = list(Relay.objects.filter(brand_id=brand_id, active=True).select_related("brand"))
    if not active:
        raise UnableToSend("No relay takes this brand's mail. Add one under Settings, Relays, or switch one on.")
    return Route(active)


def local_mailbox(brand: Brand) -> Relay | None:
    """The brand's local mailbox, if one of its relays is one."""
    return relays(brand).filter(kind=RelayKind.MAILDIR).first()


def single_mails_to(brand: Brand, customer_id: int) -> QuerySet[SingleMail]:
    """The single mails to a customer, newest first: when, what, Message-ID and the server's answer."""
    return SingleMail.objects.filter(brand=brand, customer_id=customer_id).order_by("-queued_at", "-pk")


def single_mail_named(message_id: str, *, brand_id: int) -> SingleMail | None:
    """The brand's single mail of this Message-ID, by the token in it, which nobody else can make."""
    if (found := _SINGLE.search(message_id)) is None:
        return None
    try:
        [mail_id] = read_token("single message-id", found[1])
    except (UnableToRead, ValueError):
        return None
    return SingleMail.objects.filter(pk=mail_id, brand_id=brand_id).first()


def address_hash(brand_id: int, address: str) -> str:
    """The keyed hash under which an address is suppressed; differently written forms of one address have the same."""
    try:
        key = address_key(address)
    except UnableToReadAddress:
        key = address.strip().lower()
    return keyed_hash("suppressed address", str(brand_id), key)


def suppressed(brand_id: int, addresses: Iterable[str]) -> set[str]:
    """Which of these addresses get no mail."""
    if not has_suppressed(brand_id):
        return set()
    hashes = {address: address_hash(brand_id, address) for address in addresses}
    rows = SuppressedAddress.objects.filter(brand_id=brand_id, address_hash__in=set(hashes.values()))
    found = set(rows.values_list("address_hash", flat=True))
    return {address for address, digest in hashes.items() if digest in found}


def has_suppressed(brand_id: int) -> bool:
    """Whether any address is suppressed at all; if not, a sender to many need not hash theirs."""
    return SuppressedAddress.objects.filter(brand_id=brand_id).exists()
