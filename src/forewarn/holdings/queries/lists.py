"""The lists that staff look through: vendors, and of each its transfers, endings and flows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet, Sum

from forewarn.brands.models import Brand
from forewarn.holdings.models import Ending, Flow, Transfer
from forewarn.vendors.models import Vendor

NOTHING: tuple[int, datetime | None] = (0, None)


@dataclass(frozen=True, slots=True)
class VendorLine:
    """A vendor with how many transfers count, how many flows run, and when the last transfer was."""

    vendor: Vendor
    transfers: int
    flows: int
    last: datetime | None


def vendor_lines(vendors: list[Vendor]) -> list[VendorLine]:
    """These vendors with their figures; without counting customers, which is done vendor by vendor."""
    ids = [vendor.pk for vendor in vendors]
    of_transfers = Transfer.objects.filter(vendor_id__in=ids, corrected_at=None).order_by()
    sent = {
        vendor: (number, last)
        for vendor, number, last in of_transfers.values("vendor_id")
        .annotate(number=Count("pk"), last=Max("at"))
        .values_list("vendor_id", "number", "last")
    }
    of_flows = Flow.objects.filter(vendor_id__in=ids, ended_at=None).order_by()
    running = dict(of_flows.values("vendor_id").annotate(number=Count("pk")).values_list("vendor_id", "number"))
    return [
        VendorLine(v, sent.get(v.pk, NOTHING)[0], running.get(v.pk, 0), sent.get(v.pk, NOTHING)[1]) for v in vendors
    ]


def vendor_of(brand: Brand, slug: str) -> Vendor | None:
    """One vendor of the brand."""
    return Vendor.objects.select_related("brand").filter(brand=brand, slug=slug).first()


def transfers_of(vendor: Vendor) -> QuerySet[Transfer]:
    """The vendor's transfers, newest first, corrected ones too, each with `size`: how many customers."""
    return Transfer.objects.filter(vendor=vendor).annotate(size=Sum("chunks__count")).order_by("-at", "-pk")


def endings_of(vendor: Vendor) -> QuerySet[Ending]:
    """The vendor's endings, newest first, corrected ones too, each with `size`: how many customers it names."""
    return Ending.objects.filter(vendor=vendor).annotate(size=Sum("chunks__count")).order_by("-at", "-pk")


def flows_of(vendor: Vendor) -> QuerySet[Flow]:
    """The vendor's flows, running ones first, each with `size`: how many customers were in it at the last look."""
    flows = Flow.objects.filter(vendor=vendor).select_related("segment")
    return flows.annotate(size=Sum("chunks__count")).order_by("-next_run_at", "-created_at", "-pk")
