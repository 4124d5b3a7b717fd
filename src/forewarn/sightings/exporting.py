"""A sighting for those who can act on it: a list of addresses, a STIX 2.1 bundle, an abuse report (ARF)."""

from __future__ import annotations

import csv
import io
import ipaddress
import json
import uuid
from collections import Counter
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from forewarn.mail.domains import organisational_domain
from forewarn.mail.links import parse_link
from forewarn.mail.redaction.defanging import defanged_whole
from forewarn.sightings.models import Sighting
from forewarn.sightings.rules import State, is_shared

NAMESPACE = uuid.UUID("0f2d4c5e-6a77-5b1e-9c58-6d0f6f1b7a11")  # of the ids below: the same sighting, the same ids
USER_AGENT = "Forewarn/1"


FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would calculate begins so (OWASP, CSV injection)


def links_csv(sighting: Sighting) -> str:
    """Its addresses as CSV, defanged: address, host, first seen, last seen. All ASCII, so that every program reads it
    without being told the encoding."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["address", "host", "first_seen", "last_seen"])
    for link in sighting.links:
        address, host = defanged_whole(_uri(link)), parse_link(link).host.replace(".", "[.]")
        row = (address, host, _utc(sighting.first_seen), _utc(sighting.last_seen))
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
    return out.getvalue()


def _uri(link: str) -> str:
    """An address in ASCII (RFC 3987, 3.1): its host as DNS has it, other letters by their bytes."""
    read = parse_link(link)
    if link.isascii() or not read.is_web:
        return quote(link, safe="".join(map(chr, range(0x21, 0x7F))))
    port = f":{read.port}" if read.port is not None else ""
    return f"{read.scheme}://{read.host}{port}{quote(read.path, safe='/%=&;,:@!$()*+~.-_')}"


def stix_bundle(sighting: Sighting) -> str:
    """Its addresses, hosts and sender as indicators of a campaign (OASIS STIX 2.1), as JSON. What was dismissed is
    revoked, for those who took it in before."""
    identity = {
        **_object("identity", "brand", sighting),
        "created": _utc(sighting.brand.created_at),
        "modified": _utc(sighting.brand.created_at),
        "name": sighting.brand.name,
        "identity_class": "organization",
    }
    campaign = {
        **_object("campaign", f"sighting {sighting.pk}", sighting),
        "name": sighting.subject or f"Impersonation of {sighting.brand.name}",
        "description": f"Messages in the name of {sighting.brand.name} that it did not send.",
        "first_seen": _utc(sighting.first_seen),
        "last_seen": _utc(sighting.last_seen),
        "created_by_ref": identity["id"],
    }
    objects: list[dict[str, Any]] = [identity, campaign]
    for pattern, name in _patterns(sighting):
        indicator = {
            **_object("indicator", f"{sighting.pk} {pattern}", sighting),
            "name": name,
            "indicator_types": ["malicious-activity"],
            "pattern": pattern,
            "pattern_type": "stix",
            "valid_from": _utc(sighting.first_seen),
            "created_by_ref": identity["id"],
        }
        relation = {
            **_object("relationship", f"{sighting.pk} indicates {pattern}", sighting),
            "relationship_type": "indicates",
            "source_ref": indicator["id"],
            "target_ref": campaign["id"],
            "created_by_ref": identity["id"],
        }
        objects += [indicator, relation]
    bundle = {"type": "bundle", "id": f"bundle--{_id(sighting, f'bundle {sighting.pk}')}", "objects": objects}
    return json.dumps(bundle, ensure_ascii=False, indent=1) + "\n"


def _patterns(sighting: Sighting) -> list[tuple[str, str]]:
    quoted = [(link.replace("\\", "\\\\").replace("'", "\\'"), link) for link in sighting.links]
    found = [(f"[url:value = '{text}']", "An address it leads to") for text, _ in quoted]
    found += [_host_pattern(domain) for domain in sighting.domains if not is_shared(domain)]
    if organisational_domain(sighting.sender.rpartition("@")[2]) in sighting.domains:  # else it may be anybody's: ours
        address = sighting.sender.replace("\\", "\\\\").replace("'", "\\'")
        found.append((f"[email-message:from_ref.value = '{address}']", "The sender it shows"))
    return list(dict(found).items())


def _host_pattern(host: str) -> tuple[str, str]:
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return f"[domain-name:value = '{host}']", "A domain it uses"
    return f"[ipv{number.version}-addr:value = '{number}']", "A host it uses"


def _object(kind: str, of: str, sighting: Sighting) -> dict[str, Any]:
    changes = (sighting.decided_at, *(datetime.fromisoformat(one["at"]) for one in sighting.corrections))
    made = {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{_id(sighting, of)}",
        "created": _utc(sighting.first_seen),
        "modified": _utc(max(sighting.first_seen, sighting.last_seen, *filter(None, changes))),
    }
    revoked = sighting.state == State.DISMISSED.value and kind != "identity"
    return made | {"revoked": True} if revoked else made


def _id(sighting: Sighting, of: str) -> uuid.UUID:
    """The same for the same thing in every export, and another one in another installation: both count from 1."""
    return uuid.uuid5(NAMESPACE, f"{_utc(sighting.brand.created_at)} {sighting.brand_id} {of}")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def abuse_hosts(sighting: Sighting) -> list[str]:
    """Domains whose abuse desks (RFC 2142) can act: where its links lead, those of most links first, then the others."""
    led_to = Counter(organisational_domain(parse_link(link).host) for link in sighting.links)
    linked = [domain for domain, _ in led_to.most_common() if domain]
    return list(dict.fromkeys([*linked, *sighting.domains]))


def abuse_report(sighting: Sighting, *, sender: str, host: str, now: datetime) -> bytes:
    """A feedback report of type fraud (RFC 5965) for the abuse desk of a host, with the redacted sample as what was sent.

    It names only the addresses at that host; with `host` empty all of them, and goes to the sender's own desk. It is for
    a person to look at and to send: nothing leaves by itself.
    """
    to = f"abuse@{host}" if host else sender
    theirs = [link for link in sighting.links if not host or organisational_domain(parse_link(link).host) == host]
    report = EmailMessage(policy=SMTP)
    report["From"] = sender
    report["To"] = to
    report["Subject"] = f"Fraud in the name of {sighting.brand.name}"
    report["Date"] = format_datetime(now.astimezone(UTC))
    of = f"report {sighting.pk} {host} {_utc(sighting.last_seen)}"
    report["Message-ID"] = f"<{_id(sighting, of)}@{sender.rpartition('@')[2]}>"
    report.set_type("multipart/report")
    report.set_param("report-type", "feedback-report")
    report.attach(_part("text/plain", _words(sighting, theirs)))
    report.attach(_part("message/feedback-report", _feedback(sighting, theirs, host, now)))
    report.attach(_part("text/rfc822-headers", _headers(sighting)))
    return report.as_bytes()


def _part(kind: str, text: str) -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    part["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    part["Content-Transfer-Encoding"] = "8bit"
    part.set_payload(text.encode("utf-8").decode("ascii", "surrogateescape"))
    return part


def _words(sighting: Sighting, links: list[str]) -> str:
    lines = [
        f"Messages in the name of {sighting.brand.name} {'lead to' if links else 'use'} addresses of yours. We did not send them.",
        f"First seen {sighting.first_seen:%Y-%m-%d}, last seen {sighting.last_seen:%Y-%m-%d}, {_reported(sighting)}.",
        "Please take them down, and tell us.",
        "",
        *[defanged_whole(link) for link in links],
        *([f"Sender shown: {sighting.sender}"] if sighting.sender else []),
        "",
        "What it says (names and numbers of readers taken out):",
        sighting.sample,
    ]
    return "\r\n".join("\n".join(lines).splitlines()) + "\r\n"


def _reported(sighting: Sighting) -> str:
    """By how many; what only staff noted was reported by nobody."""
    if not sighting.reports:
        return "found by ourselves"
    return f"reported by {sighting.reports} {'person' if sighting.reports == 1 else 'people'}"


def _feedback(sighting: Sighting, links: list[str], host: str, now: datetime) -> str:
    fields = [
        ("Feedback-Type", "fraud"),
        ("User-Agent", USER_AGENT),
        ("Version", "1"),
        ("Arrival-Date", format_datetime(sighting.last_seen.astimezone(UTC))),
        ("Incidents", str(max(1, sighting.reports + sighting.noise))),
        *[("Reported-Domain", domain) for domain in ([host] if host else sighting.domains)],
        *[("Reported-URI", _uri(link)) for link in links],
    ]
    return "".join(f"{name}: {value}\r\n" for name, value in fields)


def _headers(sighting: Sighting) -> str:
    sender = "".join(c for c in sighting.sender if c.isprintable())
    subject = "".join(c for c in sighting.subject if c.isprintable())
    fields = [("From", f"<{sender}>" if sender else ""), ("Subject", subject)]
    return "".join(f"{name}: {value}\r\n" for name, value in fields if value) or "Subject: (none)\r\n"
