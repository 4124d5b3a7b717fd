"""Floods: mail beyond what one source may send within an hour is counted, and its bytes are not kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.db.models import F

from forewarn.foundation.secrets import keyed_hash
from forewarn.intake.limits import (
    COMPLAINTS_PER_HOUR,
    NETWORK_PER_HOUR,
    NETWORK_SHARE,
    SENDER_PER_HOUR,
    SENDER_SHARE,
    TOKEN_PER_HOUR,
)
from forewarn.intake.models import ReceivedMail, SourceCount
from forewarn.intake.rules import Destination, Route
from forewarn.intake.tokens import read_bounce_token, read_unsubscribe_token

PEOPLE_WRITE_HERE = frozenset({Route.CHECK, Route.REPLY, Route.POSTMASTER})
NULL_SENDERS = frozenset({"", "<>"})


class Crowding(IntEnum):
    """How much a source brings within an hour."""

    FEW = 0
    MANY = 1  # more than its share: read after everybody else's
    TOO_MANY = 2  # counted, and not kept


def crowding(to: Destination, *, mail_from: str, network: str, now: datetime) -> Crowding:
    """Count a mail, and say how much its sender and its network bring.

    Where the token of an address proves that a mail of ours caused this one, only that address is limited: a big mailing
    has many bounces, and they come from few networks.
    """
    if _is_proven(to):
        too_many = _heard_enough(to, now) and _counted(to, f"token {to.token}", 0, now) is None
        return Crowding.TOO_MANY if too_many else Crowding.FEW
    found = Crowding.FEW
    if network:
        found = _crowding(_counted(to, f"network {network}", _network_limit(to.route), now), NETWORK_SHARE)
    if found < Crowding.TOO_MANY and to.route in PEOPLE_WRITE_HERE and mail_from not in NULL_SENDERS:
        sender = _counted(to, f"sender {mail_from.lower()}", SENDER_PER_HOUR, now)
        found = max(found, _crowding(sender, SENDER_SHARE))
    return found


def _crowding(mails: int | None, share: int) -> Crowding:
    if mails is None:
        return Crowding.TOO_MANY
    return Crowding.MANY if mails > share else Crowding.FEW


def _is_proven(to: Destination) -> bool:
    match to.route:
        case Route.BOUNCE:
            return read_bounce_token(to.token) is not None
        case Route.UNSUBSCRIBE:
            return read_unsubscribe_token(to.token) is not None
        case _:
            return False


def _heard_enough(to: Destination, now: datetime) -> bool:
    """Whether this very address had its share of the hour; its mail is counted where it is stored."""
    same = ReceivedMail.objects.filter(brand_id=to.brand_id, route=to.route.value, token=to.token)
    return same.filter(received_at__gt=now - timedelta(hours=1)).count() >= TOKEN_PER_HOUR


def _network_limit(route: Route) -> int:
    return COMPLAINTS_PER_HOUR if route is Route.COMPLAINT else NETWORK_PER_HOUR


def _counted(to: Destination, source: str, limit: int, now: datetime) -> int | None:
    """How many mails of a source came within this hour, this one included; None beyond the limit."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    key: dict[str, Any] = {
        "brand_id": to.brand_id,
        "route": to.route.value,
        "source_hash": keyed_hash("mail source", source),
        "hour": hour,
    }
    rows, one_more = SourceCount.objects.filter(**key), F("mails") + 1
    if rows.filter(mails__gte=limit).update(mails=one_more, dropped=F("dropped") + 1):
        return None
    beyond = limit < 1
    if not rows.update(mails=one_more):
        _, new = SourceCount.objects.get_or_create(**key, defaults={"mails": 1, "dropped": int(beyond)})
        if not new:
            rows.update(mails=one_more)
    return None if beyond else rows.values_list("mails", flat=True).get()
