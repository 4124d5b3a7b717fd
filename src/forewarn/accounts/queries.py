"""Reading who may do what."""

from __future__ import annotations

from django.db.models import QuerySet

from forewarn.accounts.models import Membership, StaffUser
from forewarn.brands.models import Brand


def brands_of(user: StaffUser) -> QuerySet[Brand]:
    """The brands this person works for, by name."""
    return Brand.objects.filter(memberships__user=user).order_by("name")


def membership_of(user: StaffUser, *, brand_slug: str) -> Membership | None:
    """This person's membership at a brand, with the brand; None for strangers."""
    return Membership.objects.select_related("brand").filter(user=user, brand__slug=brand_slug).first()


def members(brand: Brand) -> QuerySet[Membership]:
    """Everybody who works for the brand."""
    return Membership.objects.filter(brand=brand).select_related("user").order_by("user__email")
