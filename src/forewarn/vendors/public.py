"""The register as the public may read it: who stood on it at a moment, the history of each, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from forewarn.brands.models import Brand
from forewarn.vendors.changes import Step, public_steps
from forewarn.vendors.models import VendorVersion
from forewarn.vendors.queries import said
from forewarn.vendors.rules import FOR_EVERYBODY, Said, State, canonical, version_document

_ORDER = {State.ACTIVE: 0, State.LEAVING: 0, State.ANNOUNCED: 1, State.ENDED: 2}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A version with the fingerprint that was written beside it."""

    said: Said
    sha256: str


@dataclass(frozen=True, slots=True)
class OnList:
    """A vendor as the list had it at a moment: the version in force, and all public ones until then, oldest first."""

    vendor_id: int
    now: Recorded
    versions: tuple[Recorded, ...]

    @property
    def name(self) -> str:
        """As that version has it."""
        return str(self.now.said.facts.get("name", self.now.said.slug))


def _recorded(brand: Brand, until: datetime) -> dict[int, list[Recorded]]:
    """Every version of every vendor until a moment, by vendor, oldest first; one query."""
    found: dict[int, list[Recorded]] = {}
    rows = VendorVersion.objects.select_related("vendor").filter(vendor__brand=brand, at__lte=until)
    for row in rows.order_by("vendor_id", "number"):
        found.setdefault(row.vendor_id, []).append(Recorded(said(row), row.sha256))
    return found


def register_on(brand: Brand, moment: datetime) -> list[OnList]:
    """Who stood on the public list at a moment: those at work, those to come, those that have ended; each by name."""
    listed = [
        OnList(vendor_id, versions[-1], tuple(one for one in versions if one.said.state in FOR_EVERYBODY))
        for vendor_id, versions in _recorded(brand, moment).items()
        if versions[-1].said.state in FOR_EVERYBODY
    ]
    return sorted(listed, key=lambda one: (_ORDER[one.now.said.state], one.name.casefold(), one.vendor_id))


@dataclass(frozen=True, slots=True)
class Told:
    """A change that the public may read; `listed` where the vendor still has a page."""

    step: Step
    listed: bool


def changes_told(brand: Brand, until: datetime, locale: str) -> list[Told]:
    """What changed on the public list until a moment, in words of the language that is active, newest first."""
    told = [
        Told(step, versions[-1].said.state in FOR_EVERYBODY)
        for versions in _recorded(brand, until).values()
        for step in public_steps([one.said for one in versions], locale)
    ]
    return sorted(told, key=lambda one: (one.step.at, one.step.said.slug, one.step.said.number), reverse=True)


def document_of(brand: Brand, slug: str, number: int, until: datetime) -> bytes | None:
    """The bytes of a public version, whose SHA-256 is published; None where there is none for the public."""
    row = (
        VendorVersion.objects.select_related("vendor")
        .filter(vendor__brand=brand, vendor__slug=slug, number=number, at__lte=until)
        .first()
    )
    if row is None or State(row.state) not in FOR_EVERYBODY:
        return None
    return canonical(version_document(said(row)))


def altered(brand: Brand) -> list[VendorVersion]:
    """Versions whose content is no longer what was written: somebody changed the database by hand."""
    rows = VendorVersion.objects.select_related("vendor").filter(vendor__brand=brand).order_by("vendor_id", "number")
    return [row for row in rows if sha256(canonical(version_document(said(row)))).hexdigest() != row.sha256]
