"""Reading the audit log."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db.models import QuerySet

from forewarn.audit.models import AuditEvent


def events(
    *,
    brand_id: int,
    verb: str = "",
    actor: str = "",
    about: str = "",
    since: date | None = None,
    until: date | None = None,
    zone: tzinfo = UTC,
) -> QuerySet[AuditEvent]:
    """The events of one brand, newest first, filtered; `verb` may be a prefix such as "alert."; days are of `zone`."""
    rows = AuditEvent.objects.filter(brand_id=brand_id)
    if verb:
        rows = rows.filter(verb__startswith=verb)
    if actor:
        rows = rows.filter(actor_label__icontains=actor)
    if about:
        rows = rows.filter(target_label__icontains=about)
    if since:
        rows = rows.filter(at__gte=datetime.combine(since, time.min, zone))
    if until:
        rows = rows.filter(at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
    return rows.order_by("-at", "-id")


def verbs(*, brand_id: int) -> list[str]:
    """The verbs that occur in this brand's log."""
    return list(AuditEvent.objects.filter(brand_id=brand_id).order_by("verb").values_list("verb", flat=True).distinct())


def events_about(*, brand_id: int, target_type: str, target_id: object) -> QuerySet[AuditEvent]:
    """What was done to one thing, newest first."""
    rows = AuditEvent.objects.filter(brand_id=brand_id, target_type=target_type, target_id=str(target_id))
    return rows.order_by("-at", "-id")
