"""What lessons do when a customer is erased or asks what we keep, and when an invitation moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forewarn.alerts.signals import Practice
from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import discard
from forewarn.lessons.actions.programme import SOURCE, note_told
from forewarn.lessons.linting import objections_to
from forewarn.lessons.models import Answer, HeldChunk, Learner, Visit
from forewarn.lessons.queries.programme import settings_of, year_of_lessons
from forewarn.lessons.queries.telling import practice_block
from forewarn.lint.severity import Severity
from forewarn.mailings.models import Mailing


def on_erasing(sender: object, *, brand_id: int, customer_id: int, **_: object) -> None:
    """Forget the learner with every visit, and whom an invitation left out."""
    discard(HeldChunk.objects.filter(invitation__brand_id=brand_id), customer_id)
    Learner.objects.filter(customer_id=customer_id).delete()


def on_exporting(sender: object, *, customer_id: int, **_: object) -> dict[str, Any] | None:
    """What the customer asked us to remember."""
    learner = Learner.objects.filter(customer_id=customer_id).first()
    if learner is None:
        return None
    visits = [_visit(visit) for visit in Visit.objects.filter(learner=learner).order_by("started_at")]
    return {"lessons": {"agreed_at": learner.agreed_at.isoformat(), "wording": learner.wording, "visits": visits}}


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "lesson": visit.lesson,
        "started_at": visit.started_at.isoformat(),
        "finished_at": visit.finished_at.isoformat() if visit.finished_at else None,
        "answers": [
            {"message": one.item, "said_fake": one.said_fake, "would": one.did, "at": one.at.isoformat()}
            for one in Answer.objects.filter(visit=visit).order_by("at")
        ],
    }


def before_submitting(sender: object, *, mailing: Mailing, now: datetime, **_: object) -> list[str]:
    """A finding that blocks keeps an invitation from being handed in."""
    return objections_to(mailing, Severity.BLOCK, now=now) if mailing.source_type == SOURCE else []


def before_approving(sender: object, *, mailing: Mailing, now: datetime, **_: object) -> list[str]:
    """An error keeps an invitation from being approved."""
    return objections_to(mailing, Severity.ERROR, now=now) if mailing.source_type == SOURCE else []


def on_beginning(
    sender: object, *, brand: Brand, year: int, quarter: int, now: datetime, **_: object
) -> Practice | None:
    """The lessons of the quarter for its alert; none where they were told already, or some customers are held out."""
    if settings_of(brand).hold_out_percent:
        return None  # the alert reaches everybody
    plan = next(one for one in year_of_lessons(brand, year, now=now).quarters if one.quarter == quarter)
    return practice_block(brand, quarter, now=now) if plan.invitation is None and plan.lessons else None


def before_starting(sender: object, *, mailing: Mailing, now: datetime, **_: object) -> list[str]:
    """An alert that tells of lessons is an invitation too."""
    note_told(mailing=mailing, now=now)
    return []
