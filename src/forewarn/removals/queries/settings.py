"""How a brand handles removals, and how each vendor is asked."""

from __future__ import annotations

from forewarn.brands.models import Brand
from forewarn.removals.models import Channel, Policy
from forewarn.vendors.models import Vendor


def policy_of(brand: Brand) -> Policy:
    """What the brand promises; not stored yet where nobody changed the defaults."""
    return Policy.objects.filter(brand=brand).first() or Policy(brand=brand)


def channel_of(vendor: Vendor) -> Channel | None:
    """How the vendor is asked; None is by hand."""
    return Channel.objects.filter(vendor=vendor).first()


def channels_of(brand: Brand) -> dict[int, Channel]:
    """Vendor → how it is asked, where somebody said so."""
    return {channel.vendor_id: channel for channel in Channel.objects.filter(vendor__brand=brand)}
