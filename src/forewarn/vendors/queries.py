"""Reading the vendors."""

from __future__ import annotations

from django.db.models import QuerySet

from forewarn.brands.models import Brand
from forewarn.mail.profile import ProfileVendor
from forewarn.vendors.models import Vendor


def vendors(brand: Brand) -> QuerySet[Vendor]:
    """Every vendor of the brand, current ones first."""
    return Vendor.objects.filter(brand=brand).order_by("until", "name")


def profile_vendors(brand: Brand) -> tuple[ProfileVendor, ...]:
    """Who may send for the brand, as the linter and the verdict take it."""
    return tuple(ProfileVendor(v.name, tuple(v.sending_domains)) for v in vendors(brand))
