"""Visits: begun by a code, ended by a button or by time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.audience.actions.codes import Verified
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.foundation.signed_links import make_token
from forewarn.your_data.models import Visit
from forewarn.your_data.queries.visits import PURPOSE
from forewarn.your_data.rules import VISIT


@transaction.atomic
def begin_visit(*, brand: Brand, proved: Verified, now: datetime) -> str:
    """Begin the visit of a customer who proved their address; returns the token that its forms carry."""
    visit = Visit.objects.create(brand=brand, customer_id=proved.customer_id, begun_at=now, expires_at=now + VISIT)
    target = ("customer", proved.customer_id, f"customer {proved.customer_id}")
    record("your_data.opened", by=Actor.customer(proved.customer_id), now=now, brand_id=brand.pk, target=target)
    return make_token(PURPOSE, brand.pk, visit.pk)


def end_visit(*, visit: Visit, now: datetime) -> None:
    """End a visit; its token is worth nothing from then on."""
    Visit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=now)
