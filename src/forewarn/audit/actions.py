"""Writing the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor


def record(
    verb: str,
    *,
    by: Actor,
    now: datetime,
    brand_id: int | None,
    target: tuple[str, object, str] = ("", "", ""),
    data: dict[str, Any] | None = None,
) -> None:
    """Write down that `by` did `verb` (for example "alert.approved") to target (type, id, label).

    Call it inside the transaction of the change itself. `data` must be JSON and must not hold addresses of customers.
    """
    kind, identity, label = target
    AuditEvent.objects.create(
        brand_id=brand_id,
        at=now,
        actor_kind=by.kind.value,
        actor_id=by.id,
        actor_label=by.label[:200],
        verb=verb,
        target_type=kind,
        target_id=str(identity),
        target_label=label[:200],
        data=data or {},
    )
