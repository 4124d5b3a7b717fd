"""Moving a mailing from one state to the next, once."""

from __future__ import annotations

from typing import Any

from forewarn.audit.rules import Actor
from forewarn.mailings.actions.refusals import UnableToChangeMailing
from forewarn.mailings.models import Mailing
from forewarn.mailings.rules.states import State, Step, allowed_from, refusal


def step(mailing: Mailing, what: Step, *, to: State, **fields: Any) -> None:
    """Move the mailing and set the fields, in one conditional update, so that of two that try only one succeeds.

    Raises UnableToChangeMailing where its state, as the database has it now, does not allow the step.
    """
    rows = Mailing.objects.filter(pk=mailing.pk, state__in=[state.value for state in allowed_from(what)])
    moved = rows.update(state=to.value, **fields)
    mailing.refresh_from_db()
    if not moved:
        raise UnableToChangeMailing(refusal(what, State(mailing.state)))


def identity(actor: Actor) -> str:
    """Who it was, as a text that can be compared: kind and id."""
    return f"{actor.kind.value} {actor.id}"[:80]


def audit_target(mailing: Mailing) -> tuple[str, object, str]:
    """How the audit log names this mailing."""
    return "mailing", mailing.pk, mailing.title
