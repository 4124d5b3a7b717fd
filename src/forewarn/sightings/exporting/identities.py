"""What is the same in every export: ids and times."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from forewarn.sightings.models import Sighting

NAMESPACE = uuid.UUID("0f2d4c5e-6a77-5b1e-9c58-6d0f6f1b7a11")  # of the ids below: the same sighting, the same ids


def stable_id(sighting: Sighting, of: str) -> uuid.UUID:
    """The same for the same thing in every export, and another one in another installation: both count from 1."""
    return uuid.uuid5(NAMESPACE, f"{utc(sighting.brand.created_at)} {sighting.brand_id} {of}")


def utc(moment: datetime) -> str:
    """A moment as RFC 3339 has it, in UTC, to the millisecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
