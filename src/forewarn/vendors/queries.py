"""Reading the vendors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from forewarn.brands.models import Brand
from forewarn.mail.profile import ProfileVendor
from forewarn.vendors.models import Vendor, VendorVersion
from forewarn.vendors.rules import AT_WORK, FOR_EVERYBODY, Facts, Said, State

# Written out for the verdict, which asks it of every mail: to build it from `vendors_in` takes ten times as long.
_AT_WORK = (
    "SELECT v.id, v.name, v.sending_domains FROM vendors_vendor v JOIN vendors_vendorversion n ON n.vendor_id = v.id"
    " WHERE v.brand_id = %s AND n.number = (SELECT MAX(number) FROM vendors_vendorversion WHERE vendor_id = v.id)"
    " AND n.state IN (%s, %s, %s) ORDER BY v.name, v.id"
)


def vendors(brand: Brand) -> QuerySet[Vendor]:
    """Every vendor of the brand, current ones first."""
    return Vendor.objects.filter(brand=brand).order_by("until", "name")


def vendors_in(brand: Brand, states: Collection[State]) -> QuerySet[Vendor]:
    """The vendors whose newest version has one of these states, current ones first."""
    newest = VendorVersion.objects.filter(vendor=OuterRef("pk")).order_by("-number").values("state")[:1]
    return vendors(brand).annotate(state=Subquery(newest)).filter(state__in=[state.value for state in states])


def profile_vendors(brand: Brand) -> tuple[ProfileVendor, ...]:
    """Who sends or once sent for the brand, as the linter and the verdict take it; not who is only proposed."""
    at_work = Vendor.objects.raw(_AT_WORK, [brand.pk, *(state.value for state in AT_WORK)])
    return tuple(ProfileVendor(vendor.name, tuple(vendor.sending_domains)) for vendor in at_work)


def register_at(brand: Brand, moment: datetime) -> list[VendorVersion]:
    """What the register said at a moment: each vendor's version in force then, by name; one query."""
    in_force = (
        VendorVersion.objects.filter(vendor=OuterRef("vendor"), at__lte=moment).order_by("-number").values("number")[:1]
    )
    return list(
        VendorVersion.objects.select_related("vendor")
        .filter(vendor__brand=brand, number=Subquery(in_force))
        .order_by("vendor__name", "vendor_id")
    )


def history(vendor: Vendor) -> QuerySet[VendorVersion]:
    """Every version of a vendor, newest first."""
    return VendorVersion.objects.filter(vendor=vendor).order_by("-number")


def vendor_of(brand: Brand, slug: str) -> Vendor | None:
    """One vendor of the brand."""
    return Vendor.objects.select_related("brand").filter(brand=brand, slug=slug).first()


def version_of(vendor: Vendor, number: int | None = None) -> VendorVersion | None:
    """The newest version of a vendor, or one by its number."""
    versions = history(vendor)
    return versions.first() if number is None else versions.filter(number=number).first()


def is_public(brand: Brand) -> bool:
    """Whether the public list has shown anybody yet."""
    return VendorVersion.objects.filter(vendor__brand=brand, state__in=[one.value for one in FOR_EVERYBODY]).exists()


def facts_of(vendor: Vendor) -> Facts:
    """What the register says of a vendor now; empty where nobody entered anything."""
    newest = version_of(vendor)
    return dict(newest.facts) if newest else {}


def said(version: VendorVersion) -> Said:
    """A version as plain data; its vendor should be loaded."""
    return Said(
        version.vendor.slug,
        version.number,
        State(version.state),
        version.facts,
        version.at,
        version.why,
        version.ground,
    )


def told(vendor: Vendor) -> list[Said]:
    """Every version of a vendor as plain data, oldest first."""
    return [
        said(version)
        for version in VendorVersion.objects.select_related("vendor").filter(vendor=vendor).order_by("number")
    ]


def states_of(vendor: Vendor) -> list[str]:
    """Every state that the vendor was ever in."""
    return list(
        VendorVersion.objects.filter(vendor=vendor).order_by("state").values_list("state", flat=True).distinct()
    )
