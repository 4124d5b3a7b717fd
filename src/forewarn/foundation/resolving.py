"""Which resolver this installation uses: the zone file of FOREWARN_ZONE_FILE, else the live DNS."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from forewarn.mail.resolver import LiveResolver, Resolver, ZoneResolver


def resolver() -> Resolver:
    """The resolver of this installation."""
    return _resolver(settings.ZONE_FILE)


@lru_cache(maxsize=4)
def _resolver(zone_file: str) -> Resolver:
    return ZoneResolver.from_file(Path(zone_file)) if zone_file else LiveResolver()
