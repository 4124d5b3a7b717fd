"""Background work on brands: DNS is looked at again now and then."""

from __future__ import annotations

from datetime import datetime, timedelta

from forewarn.audit.rules import SYSTEM
from forewarn.brands import queries
from forewarn.brands.actions import check_dns
from forewarn.brands.models import Brand
from forewarn.brands.rules.dns import State
from forewarn.foundation.background import background_task, enqueue
from forewarn.foundation.clock import now as this_moment
from forewarn.foundation.resolving import resolver

CHECK_EVERY = timedelta(hours=6)  # records change rarely; a broken one should be seen on the same day
CHECK_AGAIN = timedelta(minutes=15)  # while something is still missing, somebody may be publishing it right now


@background_task
def check_brand_dns(*, brand_id: int) -> None:
    """Ask DNS for a brand's records and keep what was found."""
    brand = Brand.objects.filter(pk=brand_id).first()
    if brand is not None:
        check_dns(brand=brand, resolver=resolver(), by=SYSTEM, now=this_moment())


def tick(now: datetime) -> None:
    """Queue the brands whose records are due to be looked at again."""
    for brand in Brand.objects.all():
        if brand.dns_checked_at is None or now - brand.dns_checked_at >= _pause(brand):
            enqueue(check_brand_dns, brand_id=brand.pk)


def _pause(brand: Brand) -> timedelta:
    found = queries.findings(brand)
    complete = bool(found) and all(f.state is State.OK for f in found)
    return CHECK_EVERY if complete else CHECK_AGAIN
