"""The picture of the overview: whom care mail reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forewarn.console.charts import share_row

if TYPE_CHECKING:
    from forewarn.mailings.queries.coverage import Coverage


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of all customers."""

    label: str | Promise
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class CoverageChart:
    """The drawing and its numbers."""

    drawing: SafeString
    slices: tuple[Slice, ...]


def coverage_chart(found: Coverage) -> CoverageChart | None:
    """All customers in one row, by whether care mail reached them this quarter; None without customers."""
    if not found.customers:
        return None
    counts = (
        (_("Reached"), found.reached),
        (_("Not written to, or not delivered"), found.others),
        (_("Chose not to get these notes"), found.opted_out),
        (_("No working address"), found.unreachable),
    )
    slices = tuple(Slice(label, count, count / found.customers) for label, count in counts)
    drawing = share_row(
        title=str(_("All customers, by whether care mail reached them this quarter")),
        parts=[(str(part.label), part.count) for part in slices],
    )
    return CoverageChart(drawing, slices)
