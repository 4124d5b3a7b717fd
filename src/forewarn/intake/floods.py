"""Floods: mail beyond what one source may send within an hour is counted, and its bytes are not kept."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from forewarn.foundation.secrets import keyed_hash
from forewarn.intake.limits import COMPLAINTS_PER_HOUR, NETWORK_PER_HOUR, SENDER_PER_HOUR
from forewarn.intake.models import SourceCount
from forewarn.intake.rules import Destination, Route
from forewarn.intake.tokens import read_bounce_token, read_unsubscribe_token

PEOPLE_WRITE_HERE = frozenset({Route.CHECK, Route.REPLY, Route.POSTMASTER})
NULL_SENDERS = frozenset({"", "<>"})


def too_much(to: Destination, *, mail_from: str, network: str, now: datetime) -> bool:
    """Count a mail, and say whether it is beyond the limits of its sender or network.

    Mail to an address whose token proves that a mail of ours caused it is never too much: a big mailing has many bounces.
    """
    if _is_proven(to):
        return False
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


def _network_limit(route: Route) -> int:
    return COMPLAINTS_PER_HOUR if route is Route.COMPLAINT else NETWORK_PER_HOUR


def _beyond(to: Destination, source: str, limit: int, now: datetime) -> bool:
    hour = now.replace(minute=0, second=0, microsecond=0)
    key = {
        "brand_id": to.brand_id,
        "route": to.route.value,
        "source_hash": keyed_hash("mail source", source),
        "hour": hour,
    }
    rows = SourceCount.objects.filter(**key)
    if rows.filter(mails__gte=limit).update(mails=F("mails") + 1, dropped=F("dropped") + 1):
        return True
    if not rows.update(mails=F("mails") + 1):
        _, new = SourceCount.objects.get_or_create(**key, defaults={"mails": 1})
        if not new:
            rows.update(mails=F("mails") + 1)
    return False
