"""Finding changes, the brand's settings for them, and the counts that staff see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from forewarn.brands.models import Brand
from forewarn.vendor_changes.models import NoticeSettings, Objection, VendorChange
from forewarn.vendor_changes.rules.kinds import Kind, Outcome, State, Wish
from forewarn.vendor_changes.rules.planning import Planned

TO_COME = (State.PLANNED.value, State.ANNOUNCED.value)


def settings_of(brand: Brand) -> NoticeSettings:
    """How the brand announces changes; not stored yet where nobody changed the defaults."""
    return NoticeSettings.objects.filter(brand=brand).first() or NoticeSettings(brand=brand)


def _rows() -> QuerySet[VendorChange]:
    return VendorChange.objects.select_related("brand", "vendor", "replaced", "mailing", "correction", "departure")


def changes_of(brand: Brand) -> QuerySet[VendorChange]:
    """Every change of the brand, the latest day first."""
    return _rows().filter(brand=brand)


def change_of(brand: Brand, change_id: int) -> VendorChange | None:
    """One change of this brand; None where there is none."""
    return _rows().filter(brand=brand, pk=change_id).first()


def announced(brand: Brand) -> list[VendorChange]:
    """Changes that customers were told of and that are not in effect yet, the next one first."""
    return list(_rows().filter(brand=brand, state=State.ANNOUNCED.value).order_by("effective_on", "pk"))


def announced_everywhere() -> list[VendorChange]:
    """The same for every brand."""
    return list(_rows().filter(state=State.ANNOUNCED.value).order_by("effective_on", "pk"))


def published_changes(brand: Brand) -> QuerySet[VendorChange]:
    """Every change that is public: to come, in effect or withdrawn; the latest day first."""
    return _rows().filter(brand=brand, published_at__isnull=False)


def published_change(brand: Brand, slug: str) -> VendorChange | None:
    """One public change; None where there is none or it is not public."""
    return published_changes(brand).filter(slug=slug).first()


def as_planned(change: VendorChange) -> Planned:
    """A change for the rules."""
    return Planned(
        change.pk or 0,
        Kind(change.kind),
        change.vendor_id,
        change.effective_on,
        change.replaced_id,
        frozenset(change.fields),
        dict(change.facts),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """Objections to a change: those that wait for an answer, the rest by what came of them, and wishes for removal."""

    open: int = 0
    kept_out: int = 0
    goes_ahead: int = 0
    taken_back: int = 0
    removals: int = 0

    @property
    def all(self) -> int:
        """Every objection that was made and not taken back."""
        return self.open + self.kept_out + self.goes_ahead


def objection_counts(changes: Iterable[VendorChange]) -> dict[int, Counts]:
    """Change → its counts; one query for a page of them."""
    ids = [change.pk for change in changes]
    rows = Objection.objects.filter(change_id__in=ids).order_by().values("change_id", "outcome", "wish")
    found: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    for row in rows.annotate(number=Count("pk")):
        counts = found[row["change_id"]]
        counts[row["outcome"]] = counts.get(row["outcome"], 0) + row["number"]
        if row["wish"] == Wish.REMOVAL and row["outcome"] != Outcome.TAKEN_BACK:
            counts["removals"] = counts.get("removals", 0) + row["number"]
    return {pk: Counts(**counts) for pk, counts in found.items()}


def objections_to(change: VendorChange) -> QuerySet[Objection]:
    """The objections to a change, those that wait for an answer first, then the oldest."""
    open_first = Objection.objects.filter(change=change).select_related("customer", "change__vendor")
    return open_first.order_by("answered_at", "at", "pk")


def objection_of(brand: Brand, objection_id: int) -> Objection | None:
    """One objection to a change of this brand."""
    rows = Objection.objects.select_related("customer", "change__brand", "change__vendor", "change__replaced")
    return rows.filter(change__brand=brand, pk=objection_id).first()


def is_open(change: VendorChange, now: datetime) -> bool:
    """Whether customers may still object."""
    return change.state == State.ANNOUNCED and now < change.effective_at
