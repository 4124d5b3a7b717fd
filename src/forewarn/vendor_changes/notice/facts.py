"""What a notice is made of, as plain data: nothing in it that the register or the record of holdings does not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forewarn.brands.rules.signature import Signature
from forewarn.vendor_changes.rules.kinds import Aspect, Kind, Urgency, Why


@dataclass(frozen=True, slots=True)
class Measure:
    """A security measure in the language of the notice, how it is known, and when it was last checked."""

    text: str
    basis: str
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class VendorFacts:
    """What the register says of a vendor, in the language of the notice; places are names of countries."""

    name: str
    purpose: str = ""
    role: str = ""
    storage_places: tuple[str, ...] = ()
    access_places: tuple[str, ...] = ()
    mechanism: str = ""  # what protects data abroad
    retention: str = ""
    deletion: str = ""
    measures: tuple[Measure, ...] = ()
    loses: str = ""
    essential: bool = False
    never_writes: bool = False


@dataclass(frozen=True, slots=True)
class SupplierFacts:
    """A company that works for the vendor, in the language of the notice; `known` where it was listed before."""

    name: str
    purpose: str = ""
    places: tuple[str, ...] = ()
    known: bool = False


@dataclass(frozen=True, slots=True)
class Touched:
    """Categories (codes) that go to the vendor, that end at the one that goes and do not move, that stay where they are,
    and those of other customers that are not part of it for these."""

    to: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """A change: `vendor` as the register will say it, `other` the one that goes, `before` the vendor as it is now."""

    kind: Kind
    effective_on: date
    why: Why
    vendor: VendorFacts
    before: VendorFacts
    supplier: SupplierFacts | None = None  # the company that comes to the vendor's chain, or gets more there
    other: VendorFacts | None = None
    urgency: Urgency | None = None  # only where the notice is short
    lead_days: int = 30
    deleted_by: date | None = None

    @property
    def aspect(self) -> Aspect | None:
        """What changes, where the words of the kind would say too much or something else."""
        if self.supplier is not None:
            return Aspect.MORE if self.supplier.known else None
        if self.kind is Kind.NEW_ROLE:
            return Aspect.PART if self.vendor.purpose == self.before.purpose else None
        if self.kind is not Kind.NEW_PLACE or set(self.vendor.storage_places) != set(self.before.storage_places):
            return None
        return Aspect.SEEN if set(self.vendor.access_places) != set(self.before.access_places) else Aspect.RULES


@dataclass(frozen=True, slots=True)
class NoticeSignature(Signature):
    """The brand's signature, and what its site calls the pages that a notice names."""

    safety: str
    data: str
    list: str
