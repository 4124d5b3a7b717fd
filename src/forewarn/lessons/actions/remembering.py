"""“Remember my progress”: a customer who proved an address by a one-time code, and asked for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.audience.queries.customers import customer_of
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.lessons.models import Learner, Visit


class UnableToRemember(Exception):
    """There is nobody to remember; the text says why."""


@transaction.atomic
def remember(*, brand: Brand, customer_id: int, wording: str, visit_key: str = "", now: datetime) -> Learner:
    """Remember a customer's progress from now on, with the visit they are in. Raises UnableToRemember."""
    customer = customer_of(brand, customer_id)
    if customer is None:
        raise UnableToRemember("We do not know this customer any more.")
    fresh = {"brand": brand, "wording": wording[:300], "agreed_at": now, "seen_at": now}
    learner, made = Learner.objects.get_or_create(customer=customer, defaults=fresh)
    if made:
        record("learner.agreed", by=Actor.customer(customer_id), now=now, brand_id=brand.pk, target=_target(learner))
    else:
        Learner.objects.filter(pk=learner.pk).update(seen_at=now)
    if visit_key:
        Visit.objects.filter(brand=brand, key=visit_key, learner=None).update(learner=learner)
    return learner


@transaction.atomic
def forget(*, learner: Learner, now: datetime) -> None:
    """Forget a learner with every visit of theirs, because they ask for it."""
    by = Actor.customer(learner.customer_id)
    record("learner.forgotten", by=by, now=now, brand_id=learner.brand_id, target=_target(learner))
    learner.delete()


def _target(learner: Learner) -> tuple[str, object, str]:
    return "customer", learner.customer_id, f"customer {learner.customer_id}"
