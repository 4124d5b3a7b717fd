"""A mailing's figures as plain JSON: what `forewarn send --json` prints."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forewarn.mailings.models import Mailing
from forewarn.mailings.queries.progress import crowd_sizes, progress, reasons
from forewarn.mailings.rules.eligibility import Crowd


def report(mailing: Mailing, *, now: datetime) -> dict[str, Any]:
    """State, numbers of recipients, reasons, and who was not reached, in numbers; times in ISO 8601, UTC."""
    done = progress(mailing, now=now)
    return {
        "mailing": mailing.pk,
        "title": mailing.title,
        "class": mailing.message_class,
        "state": mailing.state,
        "eligible": done.eligible,
        "accepted": done.accepted,
        "refused": done.refused,
        "deferred": done.deferred,
        "skipped": done.skipped,
        "gave_up": done.gave_up,
        "cancelled": done.cancelled,
        "left": done.due + done.later,
        "rate": round(done.rate, 1),
        "next_at": _text(done.next_at),
        "reasons": [{"kind": r.kind, "text": r.text, "count": r.count} for r in reasons(mailing)],
        "not_reached": {
            crowd.value: size for crowd, size in sorted(crowd_sizes(mailing).items()) if crowd is not Crowd.REACHED
        },
        "paused_because": mailing.pause_reason,
        "held_up_by": mailing.trouble,
        "started_at": _text(mailing.started_at),
        "finished_at": _text(mailing.finished_at),
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
