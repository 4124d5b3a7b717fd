"""A sighting as a feedback report of type fraud (ARF, RFC 5965) for the abuse desk of a host."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from forewarn.sightings.exporting.addresses import uri_of
from forewarn.sightings.exporting.desks import USER_AGENT, desk_mail, links_at, text_part
from forewarn.sightings.models import Sighting


def abuse_report(sighting: Sighting, *, sender: str, host: str, now: datetime) -> bytes:
    """The report, with the redacted sample as what was sent. It names only the addresses at that host; with `host` empty
    all of them."""
    parts = (
        text_part("message/feedback-report", _feedback(sighting, links_at(sighting, host), host)),
        text_part("text/rfc822-headers", _headers(sighting)),
    )
    return desk_mail(sighting, sender=sender, host=host, kind="report", parts=parts, now=now)


def _feedback(sighting: Sighting, links: list[str], host: str) -> str:
    fields = [
        ("Feedback-Type", "fraud"),
        ("User-Agent", USER_AGENT),
        ("Version", "1"),
        ("Arrival-Date", format_datetime(sighting.last_seen.astimezone(UTC))),
        ("Incidents", str(max(1, sighting.reports + sighting.noise))),
        *[("Reported-Domain", domain) for domain in ([host] if host else sighting.domains)],
        *[("Reported-URI", uri_of(link)) for link in links],
    ]
    return "".join(f"{name}: {value}\r\n" for name, value in fields)


def _headers(sighting: Sighting) -> str:
    sender = "".join(c for c in sighting.sender if c.isprintable())
    subject = "".join(c for c in sighting.subject if c.isprintable())
    fields = [("From", f"<{sender}>" if sender else ""), ("Subject", subject)]
    return "".join(f"{name}: {value}\r\n" for name, value in fields if value) or "Subject: (none)\r\n"
