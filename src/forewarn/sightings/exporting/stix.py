"""A sighting as a STIX 2.1 bundle."""

from __future__ import annotations

import ipaddress
import json
from datetime import datetime
from typing import Any

from forewarn.mail.domains import organisational_domain
from forewarn.sightings.exporting.identities import stable_id, utc
from forewarn.sightings.models import Sighting
from forewarn.sightings.rules import State, is_shared


def stix_bundle(sighting: Sighting) -> str:
    """Its addresses, hosts and sender as indicators of a campaign (OASIS STIX 2.1), as JSON. What was dismissed is
    revoked, for those who took it in before."""
    identity = {
        **_object("identity", "brand", sighting),
        "created": utc(sighting.brand.created_at),
        "modified": utc(sighting.brand.created_at),
        "name": sighting.brand.name,
        "identity_class": "organization",
    }
    campaign = {
        **_object("campaign", f"sighting {sighting.pk}", sighting),
        "name": sighting.subject or f"Impersonation of {sighting.brand.name}",
        "description": f"Messages in the name of {sighting.brand.name} that it did not send.",
        "first_seen": utc(sighting.first_seen),
        "last_seen": utc(sighting.last_seen),
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
            "valid_from": utc(sighting.first_seen),
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
    bundle = {"type": "bundle", "id": f"bundle--{stable_id(sighting, f'bundle {sighting.pk}')}", "objects": objects}
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
        "id": f"{kind}--{stable_id(sighting, of)}",
        "created": utc(sighting.first_seen),
        "modified": utc(max(sighting.first_seen, sighting.last_seen, *filter(None, changes))),
    }
    revoked = sighting.state == State.DISMISSED.value and kind != "identity"
    return made | {"revoked": True} if revoked else made
