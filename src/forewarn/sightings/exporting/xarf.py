"""A sighting as an XARF 4 report (https://xarf.org, schemas 4.2.0) for the abuse desk of a host: JSON, and the mail with it.

One incident is one report: the lure at that host, with one of its addresses as `url` and all of them as evidence.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from forewarn.mail.links import parse_link
from forewarn.sightings.exporting.addresses import absolute_uri
from forewarn.sightings.exporting.desks import USER_AGENT, contact_of, desk_mail, links_at, text_part, when_seen
from forewarn.sightings.exporting.identities import stable_id, utc
from forewarn.sightings.models import Sighting
from forewarn.sightings.rules import State

VERSION = "4.2.0"
_HOST_NAME = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}")  # what the schema takes for a domain; no IP address


def xarf_hosts(sighting: Sighting, hosts: list[str]) -> set[str]:
    """Those of the hosts that can be told of in XARF: it asks for an address of theirs."""
    return {host for host in hosts if host and links_at(sighting, host)}


def xarf_report(sighting: Sighting, *, host: str) -> str:
    """The report as JSON, valid by the schema of its type. `host` is one of `xarf_hosts`."""
    addresses = [absolute_uri(link) for link in links_at(sighting, host)]
    named = parse_link(addresses[0]).host
    report: dict[str, Any] = {
        "xarf_version": VERSION,
        "report_id": str(_random_like(sighting, host)),
        "timestamp": utc(sighting.last_seen),
        "reporter": _brand(sighting),
        "sender": _brand(sighting),
        "source_identifier": named,
        "category": "content",
        **_kind(sighting),
        "url": addresses[0],
        "target_brand": sighting.brand.name,
        "evidence_source": "user_report" if sighting.reports else "researcher_analysis",
        "verification_method": "user_report" if sighting.reports else "manual",
        "description": _description(sighting),
        "evidence": [
            _evidence("All its addresses at this host", "\n".join(addresses) + "\n"),
            _evidence("What the message says, without its readers' data", _message(sighting)),
        ],
    }
    if sighting.brand.website:
        report["cloned_site"] = f"https://{sighting.brand.website}/"
    if _HOST_NAME.fullmatch(named):
        report["domain"] = named
    if sighting.state == State.CONFIRMED.value:
        report["confidence"] = 1.0  # people of the brand, who know what it sent, looked at it
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def xarf_mail(sighting: Sighting, *, sender: str, host: str, now: datetime) -> bytes:
    """The report in a mail, as XARF goes over SMTP: in the place of the message that an ARF report would hold."""
    feedback = f"Feedback-Type: xarf\r\nUser-Agent: {USER_AGENT}\r\nVersion: 1\r\n"
    held = EmailMessage(policy=SMTP)
    data = xarf_report(sighting, host=host).encode()
    held.set_content(data, "application", "json", cte="base64", disposition="attachment", filename="xarf.json")
    del held["MIME-Version"]
    parts = (text_part("message/feedback-report", feedback), held)
    return desk_mail(sighting, sender=sender, host=host, kind="xarf", parts=parts, now=now)


def _kind(sighting: Sighting) -> dict[str, str]:
    """What the page is, as far as the message tells: nobody here opens it."""
    if sighting.wants == "money":
        return {"type": "fraud", "fraud_type": "other", "claimed_entity": sighting.brand.name}
    return {"type": "phishing"}


def _brand(sighting: Sighting) -> dict[str, str]:
    brand, contact = sighting.brand, contact_of(sighting.brand)
    domain = brand.website or contact.rpartition("@")[2]
    return {"org": (brand.legal_name or brand.name)[:200], "contact": contact, "domain": domain}


def _description(sighting: Sighting) -> str:
    words = f"Messages in the name of {sighting.brand.name} lead here. We did not send them."
    return f"{words} {when_seen(sighting)}"[:1000]


def _message(sighting: Sighting) -> str:
    fields = (("From", sighting.sender), ("Subject", sighting.subject))
    lines = [f"{name}: {' '.join(value.split())}" for name, value in fields if value]
    return "\n".join([*lines, "", sighting.sample]) + "\n"


def _evidence(description: str, text: str) -> dict[str, Any]:
    data = text.encode()
    return {
        "content_type": "text/plain",
        "description": description,
        "payload": base64.b64encode(data).decode(),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "size": len(data),
    }


def _random_like(sighting: Sighting, host: str) -> uuid.UUID:
    """The standard asks for ids of version 4; this one is the same for the same report."""
    return uuid.UUID(bytes=stable_id(sighting, f"xarf {host} {utc(sighting.last_seen)}").bytes, version=4)
