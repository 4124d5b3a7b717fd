"""The life of a mailing and of its batches: what may follow what, and what to do instead."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a mailing stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class BatchState(StrEnum):
    """Where a batch stands; `sending` is held by a worker under a lease."""

    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"


OPEN_BATCHES = (BatchState.WAITING.value, BatchState.SENDING.value)
"""States of batches in which somebody may still get the mail."""


class Step(StrEnum):
    """What can be done to a mailing."""

    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    SEND = "send"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


BEFORE_SENDING = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.SCHEDULED)
UNDER_WAY = (State.SENDING, State.PAUSED)
ENDED = (State.DONE, State.CANCELLED)

_ALLOWED: dict[Step, tuple[State, ...]] = {
    Step.EDIT: BEFORE_SENDING,
    Step.SUBMIT: (State.DRAFT,),
    Step.WITHDRAW: (State.SUBMITTED, State.APPROVED, State.SCHEDULED),
    Step.APPROVE: (State.SUBMITTED,),
    Step.SCHEDULE: (State.APPROVED, State.SCHEDULED),
    Step.UNSCHEDULE: (State.SCHEDULED,),
    Step.SEND: (State.APPROVED, State.SCHEDULED),
    Step.PAUSE: (State.SENDING,),
    Step.RESUME: (State.PAUSED,),
    Step.CANCEL: (*BEFORE_SENDING, *UNDER_WAY),
}

_INSTEAD: dict[tuple[Step, State], str] = {
    (Step.EDIT, State.SENDING): "Pause and cancel it, then write a new one: what some have received cannot change.",
    (Step.EDIT, State.PAUSED): "Cancel it, then write a new one: what some have received cannot change.",
    (Step.APPROVE, State.DRAFT): "Its author submits it first.",
    (Step.SCHEDULE, State.DRAFT): "Submit it, then have another person approve it.",
    (Step.SCHEDULE, State.SUBMITTED): "Have another person approve it first.",
    (Step.SEND, State.DRAFT): "Submit it, then have another person approve it.",
    (Step.SEND, State.SUBMITTED): "Have another person approve it first.",
    (Step.SEND, State.PAUSED): "Look at the reason of the pause, then resume it.",
    (Step.PAUSE, State.SCHEDULED): "Take back its date instead.",
}


def allowed_from(step: Step) -> tuple[State, ...]:
    """The states in which this step is possible."""
    return _ALLOWED[step]


def steps_for(state: State) -> frozenset[Step]:
    """What can be done to a mailing in this state."""
    return frozenset(step for step, states in _ALLOWED.items() if state in states)


def refusal(step: Step, state: State) -> str:
    """Why the step is not possible now, and what to do instead; for the person who tried it."""
    if state in ENDED:
        advice = "It has ended. Make a new mailing."
    else:
        wanted = " or ".join(_ALLOWED[step])
        advice = _INSTEAD.get((step, state), f"That is possible while it is {wanted}.")
    return f"You cannot {step} this mailing: it is {state}. {advice}"
