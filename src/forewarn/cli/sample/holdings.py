"""The sample brand's record of whose data went to its vendors: flows that run, lists that were loaded, a deletion."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from forewarn.audience.actions.segments import add_segment
from forewarn.audience.queries.customers import customers_of
from forewarn.audience.rules.filters import Filter
from forewarn.audience.segments.evaluating import evaluate
from forewarn.cli.sample.brand import BY
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.actions.flows import Plan, add_flow
from forewarn.holdings.flows.following import follow
from forewarn.holdings.manifests.actions import Said, Source, begin, survey
from forewarn.holdings.manifests.loading import load_manifest
from forewarn.holdings.recording.endings import record_deletion
from forewarn.vendors.queries import vendors

if TYPE_CHECKING:
    from forewarn.brands.models import Brand
    from forewarn.vendors.models import Vendor

SPAIN = "Customers in Spain"


def add_holdings(brand: Brand, *, now: datetime) -> None:
    """What a brand like this records in a year."""
    known = {vendor.slug: vendor for vendor in vendors(brand)}
    begun = now - timedelta(days=395)
    spain = add_segment(brand=brand, name=SPAIN, wanted=Filter(country="ES"), by=BY, now=begun)
    evaluate(segment_id=spain.pk, now=now)
    if quillpost := known.get("quillpost"):
        plan = Plan(["name", "email", "preferences"], begun, leavers_deleted=True)
        follow(flow_id=add_flow(vendor=quillpost, plan=plan, by=BY, now=begun).pk, now=now)
    if parcels := known.get("parcel-lane"):
        _parcels(brand, parcels, spain.pk, now)


def _parcels(brand: Brand, vendor: Vendor, segment_id: int, now: datetime) -> None:
    begun = now - timedelta(days=200)
    plan = Plan(["name", "phone", "postal_address"], begun, segment_id=segment_id, retention_days=90)
    follow(flow_id=add_flow(vendor=vendor, plan=plan, by=BY, now=begun).pk, now=now)
    numbers = list(customers_of(brand).order_by("pk").values_list("external_id", flat=True))
    for days, every, keep in ((300, 3, None), (120, 4, 365), (40, 5, 180)):
        said = Said(["name", "email", "delivery_details"], now - timedelta(days=days), keep)
        _load(vendor, numbers[::every], f"parcels-{(now - timedelta(days=days)):%Y-%m}.csv", said, now)
    asked = CustomerSet(customers_of(brand).order_by("pk").values_list("pk", flat=True)[:3])
    gone = now - timedelta(days=12)
    record_deletion(vendor=vendor, customers=asked, at=gone, proof="Confirmed by their privacy team", by=BY, now=now)


def _load(vendor: Vendor, numbers: list[str], name: str, said: Said, now: datetime) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text("customer id\n" + "\n".join(numbers) + "\n", encoding="utf-8")
        made = survey(vendor=vendor, source=Source(path, name), said=said, by=BY, now=now)
        begin(manifest=made, rejects_path=Path(folder) / "rejects.csv", by=BY, now=now)
        done = load_manifest(made.pk, clock=lambda: now)
    if done.transfer_id is None:
        raise RuntimeError(f"the sample list could not be loaded: {done.problem or done.reasons}")
