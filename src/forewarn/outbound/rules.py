"""Decisions of outbound: which refusal is the address's own, and when a single mail is tried again."""

from __future__ import annotations

from datetime import timedelta

from forewarn.mail.reports.kinds import HARD_REASONS, BounceReason
from forewarn.mail.reports.reasons import reason_of
from forewarn.mail.reports.replies import SmtpStage
from forewarn.outbound.envelopes import Outcome, Stage, Status

STUCK = timedelta(minutes=20)  # longer than the longest wait for a server's answer: the worker is gone
GRACE = timedelta(minutes=2)  # what a queued task has to begin before tick asks for it again
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120))

_STAGES = {Stage.SENDER: SmtpStage.MAIL, Stage.RECIPIENT: SmtpStage.RCPT, Stage.CONTENT: SmtpStage.DATA}


def pause_before(attempt: int) -> timedelta:
    """How long to wait after the attempt of this number (from 1): quick at first, since codes are waited for."""
    return _PAUSES[min(attempt, len(_PAUSES)) - 1]


def refusal_reason(outcome: Outcome) -> BounceReason:
    """Why a relay refused a mail, in the words that bounces are told apart by."""
    code = str(outcome.code) if outcome.code else ""
    return reason_of(outcome.reply, outcome.enhanced, code, _STAGES.get(outcome.stage, SmtpStage.UNKNOWN))


def is_hard(outcome: Outcome) -> bool:
    """Whether the refusal says that the address is of no use, so that nobody should write to it again."""
    return outcome.status is Status.REFUSED and outcome.code > 0 and refusal_reason(outcome) in HARD_REASONS
