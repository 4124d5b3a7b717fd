"""The register as import and export take it."""

from __future__ import annotations

from django.db.models import QuerySet

from forewarn.brands.models import Brand
from forewarn.vendors.interchange.planning import Entry
from forewarn.vendors.models import RegisterFile, VendorVersion
from forewarn.vendors.queries import vendors
from forewarn.vendors.rules import Facts, State, told_of


def register_entries(brand: Brand) -> list[Entry]:
    """Every vendor of the brand by name, with what its newest version says; two queries."""
    versions: dict[int, list[VendorVersion]] = {}
    for version in VendorVersion.objects.filter(vendor__brand=brand).order_by("vendor_id", "number"):
        versions.setdefault(version.vendor_id, []).append(version)
    listed = vendors(brand).order_by("name", "slug")
    return [
        Entry(vendor.slug, vendor.name, State(found[-1].state), found[-1].facts, _told(found))
        if (found := versions.get(vendor.pk))
        else Entry(vendor.slug, vendor.name, None, {})
        for vendor in listed
    ]


def _told(versions: list[VendorVersion]) -> Facts:
    return told_of((State(version.state), version.facts) for version in versions)


def files(brand: Brand) -> QuerySet[RegisterFile]:
    """The files that wait for somebody, newest first, without their content."""
    return RegisterFile.objects.filter(brand=brand).defer("content").order_by("-brought_at", "-pk")


def file_of(brand: Brand, file_id: int) -> RegisterFile | None:
    """One file that waits."""
    return RegisterFile.objects.select_related("brand").filter(brand=brand, pk=file_id).first()
