"""Reports of providers, as django-anymail receives them, in our own words."""

from __future__ import annotations

import hashlib
from typing import Any

from forewarn.foundation.clock import now
from forewarn.mail.reports.kinds import HARD_REASONS
from forewarn.mail.reports.reasons import reason_of
from forewarn.mail.reports.replies import enhanced_status, reply_code
from forewarn.outbound.signals import ProviderReport, Reported, provider_reported

_KINDS = {
    "bounced": Reported.BOUNCED,
    "rejected": Reported.BOUNCED,
    "failed": Reported.BOUNCED,
    "complained": Reported.COMPLAINED,
    "unsubscribed": Reported.UNSUBSCRIBED,
}


def on_tracking_event(sender: object, event: Any, esp_name: str, **_: object) -> None:
    """Hand a report up; opens, clicks and deliveries are not looked at."""
    kind = _KINDS.get(event.event_type)
    if kind is None:
        return
    text = " ".join(filter(None, [event.mta_response, event.description]))
    reason = reason_of(text, enhanced_status(text), reply_code(text))
    invalid = event.reject_reason == "invalid"
    metadata = event.metadata or {}
    report = ProviderReport(
        kind=kind,
        provider=esp_name,
        event_id=str(event.event_id or _digest(event)),
        return_path=str(metadata.get("return_path", "")),
        message_id=str(metadata.get("message_id", "")),
        recipient=event.recipient or "",
        hard=kind is Reported.BOUNCED and event.event_type == "bounced" and (invalid or reason in HARD_REASONS),
        reason="user_unknown" if invalid else reason.value,
        text=text[:500],
        at=event.timestamp or now(),
    )
    provider_reported.send(sender=ProviderReport, event=report)


def _digest(event: Any) -> str:
    """An id for providers that give none: the same report sent again has the same one."""
    parts = (event.event_type, event.message_id, event.recipient, event.timestamp)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
