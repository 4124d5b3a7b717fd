"""How much of the crowd was reached for its own good (evidence F: care coverage)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pyroaring import BitMap

from forewarn.audience.models import Customer
from forewarn.brands.models import Brand
from forewarn.mailings.models import Mailing
from forewarn.mailings.queries.crowds import reached
from forewarn.mailings.rules.classes import MessageClass

CARING = (MessageClass.CARE.value, MessageClass.MANDATED.value)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Customers reached by care mail in a span of days, of all the brand has; and why the others were not."""

    customers: int
    reached: int
    unreachable: int  # of those not reached: no working address
    opted_out: int  # of those not reached: chose not to get care mail
    mailings: int

    @property
    def others(self) -> int:
        """Not reached, and neither unreachable nor opted out: nobody wrote to them, or the mail did not arrive."""
        return self.customers - self.reached - self.unreachable - self.opted_out

    @property
    def share(self) -> float | None:
        """Reached of all, 0 to 1; None without customers."""
        return self.reached / self.customers if self.customers else None


def coverage(brand: Brand, *, first: date, last: date) -> Coverage:
    """The coverage of these days, both included, in the brand's time zone: a union of sets, whatever the list's size."""
    begin = datetime.combine(first, time.min, brand.zone)
    end = datetime.combine(last + timedelta(days=1), time.min, brand.zone)
    mailings = Mailing.objects.filter(brand=brand, message_class__in=CARING, started_at__gte=begin, started_at__lt=end)
    found = [reached(mailing) for mailing in mailings]
    members = BitMap.union(BitMap(), *found)
    customers = Customer.objects.filter(brand=brand)
    unreachable = BitMap(customers.filter(reachable=False).values_list("pk", flat=True).iterator(chunk_size=10_000))
    without_care = customers.filter(care=False, reachable=True).values_list("pk", flat=True)
    opted_out = BitMap(without_care.iterator(chunk_size=10_000))
    return Coverage(
        customers=customers.count(),
        reached=len(members),
        unreachable=len(unreachable - members),
        opted_out=len(opted_out - members),
        mailings=len(found),
    )
