"""Whom a sighting is reported to, and the mail in which a report goes to an abuse desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from forewarn.brands.models import Brand
from forewarn.mail.domains import organisational_domain
from forewarn.mail.links import parse_link
from forewarn.mail.redaction.defanging import defanged_whole
from forewarn.sightings.exporting.identities import stable_id, utc
from forewarn.sightings.models import Sighting

USER_AGENT = "Forewarn/1"


def abuse_hosts(sighting: Sighting) -> list[str]:
    """Domains whose abuse desks (RFC 2142) can act: where its links lead, those of most links first, then the others."""
    led_to = Counter(organisational_domain(parse_link(link).host) for link in sighting.links)
    linked = [domain for domain, _ in led_to.most_common() if domain]
    return list(dict.fromkeys([*linked, *sighting.domains]))


def links_at(sighting: Sighting, host: str) -> list[str]:
    """Its addresses at a host; with `host` empty all of them."""
    return [link for link in sighting.links if not host or organisational_domain(parse_link(link).host) == host]


def contact_of(brand: Brand) -> str:
    """The address that reports of the brand come from."""
    return brand.contact_address or f"abuse@{brand.website}"


def desk_mail(
    sighting: Sighting, *, sender: str, host: str, kind: str, parts: Iterable[EmailMessage], now: datetime
) -> bytes:
    """A multipart/report (RFC 6522) for the abuse desk of a host, its words first and then `parts`.

    With `host` empty it goes to the sender's own desk. It is for a person to look at and to send: nothing leaves by itself.
    """
    report = EmailMessage(policy=SMTP)
    report["From"] = sender
    report["To"] = f"abuse@{host}" if host else sender
    report["Subject"] = f"Fraud in the name of {sighting.brand.name}"
    report["Date"] = format_datetime(now.astimezone(UTC))
    of = f"{kind} {sighting.pk} {host} {utc(sighting.last_seen)}"
    report["Message-ID"] = f"<{stable_id(sighting, of)}@{sender.rpartition('@')[2]}>"
    report.set_type("multipart/report")
    report.set_param("report-type", "feedback-report")
    report.attach(text_part("text/plain", _words(sighting, links_at(sighting, host))))
    for part in parts:
        report.attach(part)
    return report.as_bytes()


def text_part(kind: str, text: str) -> EmailMessage:
    """A part of the report with this text."""
    part = EmailMessage(policy=SMTP)
    part["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    part["Content-Transfer-Encoding"] = "8bit"
    part.set_payload(text.encode("utf-8").decode("ascii", "surrogateescape"))
    return part


def _words(sighting: Sighting, links: list[str]) -> str:
    lines = [
        f"Messages in the name of {sighting.brand.name} {'lead to' if links else 'use'} addresses of yours. We did not send them.",
        when_seen(sighting),
        "Please take them down, and tell us.",
        "",
        *[defanged_whole(link) for link in links],
        *([f"Sender shown: {sighting.sender}"] if sighting.sender else []),
        "",
        "What it says (names and numbers of readers taken out):",
        sighting.sample,
    ]
    return "\r\n".join("\n".join(lines).splitlines()) + "\r\n"


def when_seen(sighting: Sighting) -> str:
    """When it was seen and by how many it was reported; what only staff noted was reported by nobody."""
    people = f"reported by {sighting.reports} {'person' if sighting.reports == 1 else 'people'}"
    by = people if sighting.reports else "found by ourselves"
    return f"First seen {sighting.first_seen:%Y-%m-%d}, last seen {sighting.last_seen:%Y-%m-%d}, {by}."
