"""Whoever had a removal confirmed before customers were kept out of vendors is kept out from that day on, too."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

from forewarn.removals.rules.numbers import shown_number


def keep_out(apps: Apps, _schema: BaseDatabaseSchemaEditor | None) -> None:
    """Only who is still a customer; who was let in again since, or is kept out already, stays so."""
    tasks = apps.get_model("removals", "RemovalTask").objects
    customers = apps.get_model("audience", "Customer").objects
    rows = apps.get_model("holdings", "KeptOut").objects
    confirmed = tasks.filter(Q(status="fulfilled") | Q(status="denied", reason="no_match"))
    here = confirmed.filter(settled_at__isnull=False, customer_id__in=customers.values("pk"))
    known = set(rows.values_list("vendor_id", "customer_id").iterator())
    for task in here.select_related("request").order_by("-settled_at", "-pk").iterator():
        if (task.vendor_id, task.customer_id) in known:
            continue
        known.add((task.vendor_id, task.customer_id))
        rows.create(
            brand_id=task.request.brand_id, vendor_id=task.vendor_id, customer_id=task.customer_id,
            since=task.settled_at, reason=f"Removal {shown_number(task.request.number)}", recorded_by=task.settled_by,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("removals", "0003_us_states"),
        ("holdings", "0002_kept_out"),
        ("audience", "0001_initial"),
    ]
    operations = [migrations.RunPython(keep_out, migrations.RunPython.noop)]
