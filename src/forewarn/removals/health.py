"""What can be wrong with removals: late ones, webhooks that fail, and vendors that nobody said how to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from forewarn.foundation.health import Problem, Severity
from forewarn.removals.models import Channel, RemovalTask
from forewarn.removals.rules.states import Via


def problems(now: datetime) -> Iterator[Problem]:
    """Per vendor: parts that are late, a webhook that fails, parts that wait for staff."""
    waiting = RemovalTask.objects.filter(settled_at=None).order_by()
    for brand_id, name, number in _counted(waiting.filter(due_at__lt=now)):
        what = f"Removals at {name} are late ({number})."
        fix = "Open Removals, late ones: ask the vendor, write down its answer, or state the exception to the customer."
        yield Problem(Severity.ERROR, what, fix, brand_id)
    for brand_id, name, number in _counted(waiting.filter(via=Via.HAND.value, asked_at=None)):
        what = f"Removals at {name} wait to be asked by hand ({number})."
        fix = "Open Removals and ask the vendor, or say under Removals, How vendors are asked, that it is done by mail."
        yield Problem(Severity.WARNING, what, fix, brand_id)
    for channel in Channel.objects.select_related("vendor").exclude(problem=""):
        what = f"{channel.vendor.name} cannot be asked for removals: {channel.problem}"
        fix = "Open Removals, How vendors are asked, and check the address. It is tried again by itself."
        yield Problem(Severity.WARNING, what, fix, channel.vendor.brand_id)


def _counted(rows: object) -> Iterator[tuple[int, str, int]]:
    counted = rows.values("vendor_id").annotate(number=Count("pk"))  # type: ignore[attr-defined]
    yield from counted.values_list("vendor__brand_id", "vendor__name", "number")
