"""A zone file in which everything a brand needs is published."""

from __future__ import annotations

from forewarn.brands import queries
from forewarn.brands.models import Brand
from forewarn.brands.rules.dns import What
from forewarn.mail.resolver import ZoneResolver


def zone_of(brand: Brand) -> ZoneResolver:
    """A zone in which everything the brand needs is published."""
    zone: dict[str, dict[str, list[str]]] = {}
    records = queries.wanted_brand_records(brand)
    for domain in queries.sending_domains(brand):
        records = records + queries.wanted_records(domain)
    for record in records:
        value = "192.0.2.1" if record.what is What.HOST else record.value
        zone.setdefault(record.name, {}).setdefault(record.kind, []).append(value)
    return ZoneResolver.from_mapping(zone)
