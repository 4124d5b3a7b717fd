"""Floods: mail beyond what one source may send within an hour is counted, and its bytes are not kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from forewarn.foundation.secrets import keyed_hash
from forewarn.intake.limits import COMPLAINTS_PER_HOUR, NETWORK_PER_HOUR, SENDER_PER_HOUR, TOKEN_PER_HOUR
from forewarn.intake.models import ReceivedMail, SourceCount
from forewarn.intake.rules import Destination, Route
from forewarn.intake.tokens import read_bounce_token, read_unsubscribe_token

PEOPLE_WRITE_HERE = frozenset({Route.CHECK, Route.REPLY, Route.POSTMASTER})
NULL_SENDERS = frozenset({"", "<>"})


def too_much(to: Destination, *, mail_from: str, network: str, now: datetime) -> bool:
    """Count a mail, and say whether it is beyond the limits of its sender or network.

    Where the token of an address proves that a mail of ours caused this one, only that address is limited: a big mailing
    has many bounces, and they come from few networks.
    """
    if _is_proven(to):
        return _heard_enough(to, now) and _beyond(to, f"token {to.token}", 0, now)
    if network and _beyond(to, f"network {network}", _network_limit(to.route), now):
        return True
    if to.route in PEOPLE_WRITE_HERE and mail_from not in NULL_SENDERS:
        return _beyond(to, f"sender {mail_from.lower()}", SENDER_PER_HOUR, now)
    return False


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


def _beyond(to: Destination, source: str, limit: int, now: datetime) -> bool:
    hour = now.replace(minute=0, second=0, microsecond=0)
    key: dict[str, Any] = {
        "brand_id": to.brand_id,
        "route": to.route.value,
        "source_hash": keyed_hash("mail source", source),
        "hour": hour,
    }
    rows, one_more = SourceCount.objects.filter(**key), F("mails") + 1
    if rows.filter(mails__gte=limit).update(mails=one_more, dropped=F("dropped") + 1):
        return True
    beyond = limit < 1
    if not rows.update(mails=one_more):
        _, new = SourceCount.objects.get_or_create(**key, defaults={"mails": 1, "dropped": int(beyond)})
        if not new:
            rows.update(mails=one_more)
    return beyond
