"""The domains at which this installation takes mail."""

from __future__ import annotations

from forewarn.brands.queries import brands


def intake_domains() -> dict[str, int]:
    """Intake domain → brand id; of two brands that claim one domain, the older has it."""
    found: dict[str, int] = {}
    for brand in brands().exclude(intake_domain="").order_by("pk"):
        found.setdefault(brand.intake_domain.lower(), brand.pk)
    return found
