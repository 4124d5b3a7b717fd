"""Who is kept out of what goes to a vendor, and of whom it went there anyway."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.models import KeptOut, SentAgain
from forewarn.holdings.rules import Absence, absent_at
from forewarn.vendors.models import Vendor


def absences(vendor_id: int) -> list[Absence]:
    """Everybody who is or was kept out of what goes to the vendor, for the rules."""
    rows = KeptOut.objects.filter(vendor_id=vendor_id).values_list("customer_id", "since", "until")
    return [Absence(*row) for row in rows.iterator()]


def kept_out_at(vendor: Vendor, at: datetime) -> CustomerSet:
    """The customers who are kept out of what goes to the vendor at a moment."""
    return absent_at(absences(vendor.pk), at)


def kept_out(vendor: Vendor) -> QuerySet[KeptOut]:
    """Who is kept out now, the latest first."""
    return KeptOut.objects.filter(vendor=vendor, until=None).order_by("-since", "-pk")


def kept_out_customer(vendor: Vendor, customer_id: int) -> KeptOut | None:
    """That this customer is kept out of the vendor now."""
    return kept_out(vendor).select_related("vendor").filter(customer_id=customer_id).first()


def not_left_out(vendor: Vendor) -> int:
    """How many are kept out of whom nobody said yet that the brand's own exports leave them out."""
    return kept_out(vendor).filter(left_out_at=None).count()


def sent_again(now: datetime, **where: object) -> QuerySet[SentAgain]:
    """Broken removals that are not mended: the vendor got it again and, as far as we know, has it still. Oldest first."""
    still = Q(ending=None) | Q(ending__corrected_at__isnull=False) | Q(ending__at__gt=now)
    kept = Q(transfer__ends_at=None) | Q(transfer__ends_at__gt=now)
    rows = SentAgain.objects.filter(still, kept, transfer__corrected_at=None, **where)
    return rows.select_related("kept_out__vendor", "transfer").order_by("transfer__at", "pk")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A vendor with how many customers must be left out that nobody said are, and of how many it got data again."""

    brand_id: int
    vendor: str
    not_left_out: int
    sent_again: int


def waiting(now: datetime) -> list[Waiting]:
    """The vendors of all brands at which staff have something to do, by name."""
    keys = ("brand_id", "vendor__name")
    rows = KeptOut.objects.filter(until=None, left_out_at=None).order_by().values(*keys).annotate(number=Count("pk"))
    out = {(row["brand_id"], row["vendor__name"]): row["number"] for row in rows}
    again: dict[tuple[int, str], set[int]] = {}
    for row in sent_again(now).values_list("kept_out__brand_id", "kept_out__vendor__name", "kept_out__customer_id"):
        again.setdefault((row[0], row[1]), set()).add(row[2])
    return [
        Waiting(brand_id, name, out.get((brand_id, name), 0), len(again.get((brand_id, name), ())))
        for brand_id, name in sorted(out.keys() | again.keys())
    ]


def out_of(brand: Brand, customer_id: int) -> list[KeptOut]:
    """Which vendors the customer is kept out of now."""
    rows = KeptOut.objects.filter(brand=brand, customer_id=customer_id, until=None)
    return list(rows.select_related("vendor").order_by("vendor__name"))


def export_kept_out(brand_id: int, customer_id: int) -> list[dict[str, Any]]:
    """Which vendors must get, or for a time had to get, nothing of the customer; plain JSON, moments as ISO 8601."""
    rows = KeptOut.objects.filter(brand_id=brand_id, customer_id=customer_id).select_related("vendor")
    return [
        {
            "vendor": row.vendor.name,
            "since": row.since.isoformat(),
            "reason": row.reason,
            "until": row.until.isoformat() if row.until else None,
            "let_in_because": row.let_in_because,
        }
        for row in rows.order_by("vendor__name", "since")
    ]
