"""Vendors that went, and whose deletion is not confirmed yet."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from forewarn.brands.models import Brand
from forewarn.vendor_changes.models import Departure
from forewarn.vendors.models import VendorVersion
from forewarn.vendors.rules import State


def waiting_for_proof(brand: Brand | None = None) -> QuerySet[Departure]:
    """Departures without proof of vendors that are still leaving, the first due first; of all brands without one."""
    newest = VendorVersion.objects.filter(vendor=OuterRef("vendor")).order_by("-number").values("state")[:1]
    rows = Departure.objects.filter(confirmed_at=None).annotate(vendor_state=Subquery(newest))
    rows = rows.filter(vendor_state=State.LEAVING.value).select_related("vendor__brand", "change")
    return (rows.filter(vendor__brand=brand) if brand else rows).defer("proof_file").order_by("due_on", "pk")
