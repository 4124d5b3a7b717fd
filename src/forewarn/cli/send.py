"""`forewarn send`: an approved mailing now, in the foreground, with a progress bar."""

from __future__ import annotations

import json
import os
import signal
import time
from datetime import datetime
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

import click
from django.db import Error as DatabaseError

from forewarn.audit.rules import Actor
from forewarn.cli.send_display import Display
from forewarn.foundation.clock import now
from forewarn.mailings.actions.refusals import UnableToChangeMailing
from forewarn.mailings.actions.sending import resume, send_now
from forewarn.mailings.queries.lists import any_mailing
from forewarn.mailings.queries.progress import progress
from forewarn.mailings.queries.report import report
from forewarn.mailings.rules.states import ENDED, State
from forewarn.mailings.sending.batch_run import Halt
from forewarn.mailings.sending.means import send_what_is_due
from forewarn.mailings.sending.starting import start

if TYPE_CHECKING:
    from forewarn.mailings.models import Mailing

PATIENCE = 90  # seconds to wait for what comes next: a mail in doubt is sent again after 60, a relay rests 5 to 80
INTERRUPTED = 130  # exit code after Ctrl-C, as shells have it


class UnableToSendNow(click.ClickException):
    """One clear line, exit code 2, nothing half-done."""

    exit_code = 2


class Interrupt:
    """Ctrl-C once: finish and record the groups on their way. Twice: end at once."""

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupt:
        """Listen."""
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the signals as they were."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)


@click.command()
@click.argument("mailing_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end instead of a progress bar.")
@click.option("--quiet-hours", is_flag=True, help="Let customers sleep: where it is night, send in the morning.")
@click.option("--resume", "resumes", is_flag=True, help="Go on although it was paused.")
def command(mailing_id: int, as_json: bool, quiet_hours: bool, resumes: bool) -> None:
    """Send the approved mailing MAILING_ID now, in one wave. Safe to interrupt and to run again.

    Nobody who has the mail gets it again. "Now" is meant: quiet hours count only with --quiet-hours. Ends with 0 when
    nothing is left to send now, 1 when something keeps the rest from being sent, 2 when the mailing cannot be sent.
    """
    mailing = any_mailing(mailing_id)
    if mailing is None:
        raise UnableToSendNow(
            f"There is no mailing {mailing_id}. `forewarn alert show` prints the number of an alert's."
        )
    try:
        _begin(mailing, at_any_hour=not quiet_hours, resumes=resumes)
        display = Display(mailing, plain=as_json)
        with Interrupt() as interrupt, display:
            start(mailing_id, now=now())
            reason = _send(mailing_id, interrupt, display)
        mailing.refresh_from_db()
        if as_json:
            click.echo(json.dumps(report(mailing, now=now()) | {"stopped_because": reason}, ensure_ascii=False))
        else:
            display.summary(mailing, interrupted=interrupt.asked, reason=reason)
    except UnableToChangeMailing as error:
        raise UnableToSendNow(str(error)) from error
    except DatabaseError as error:
        raise click.ClickException(
            f"The database cannot be written ({error}). What is on record stays; make room on its disk, then run this again."
        ) from error
    raise SystemExit(_exit_code(mailing.state, bool(mailing.trouble or reason), interrupt.asked))


def _begin(mailing: Mailing, *, at_any_hour: bool, resumes: bool) -> None:
    """Release the mailing where it waits for that. Raises UnableToChangeMailing."""
    by = Actor.command(os.environ.get("USER") or "operator")
    if mailing.state == State.PAUSED and resumes:
        resume(mailing=mailing, by_worker=False, by=by, now=now())
    elif mailing.state not in {State.SENDING, State.PAUSED, *ENDED}:
        send_now(mailing=mailing, at_any_hour=at_any_hour, by_worker=False, by=by, now=now())


def _send(mailing_id: int, interrupt: Interrupt, display: Display) -> str:
    """Send until nothing more is due, or nothing more comes within our patience; returns what stopped it, if anything."""

    def should_stop() -> bool:
        display.refresh()
        return interrupt.asked

    while True:
        began = now()
        sent = send_what_is_due(mailing_id, should_stop=should_stop)
        if sent.halt in (Halt.ASKED, Halt.MAILING, Halt.NO_PROOF):
            return sent.reason
        again = _next_moment(mailing_id, began)
        if again is None or not _wait(again, interrupt, display):
            return sent.reason


def _next_moment(mailing_id: int, began: datetime) -> datetime | None:
    """When it is worth looking again; None where nothing comes by itself soon. What became due since the last round
    began was not in it."""
    mailing = any_mailing(mailing_id)
    if mailing is None or mailing.state != State.SENDING:
        return None
    moment = now()
    if mailing.resting_until and mailing.resting_until > moment:
        return mailing.resting_until
    done = progress(mailing, now=began)
    return moment if done.busy else done.next_at  # busy: another worker sends too


def _wait(until: datetime, interrupt: Interrupt, display: Display) -> bool:
    """Wait for the moment, or a second at least; False where it is too far off or somebody wants to stop."""
    if (until - now()).total_seconds() > PATIENCE:
        return False
    first = True
    while first or now() < until:
        first = False
        if interrupt.asked:
            return False
        display.refresh(waiting_until=until)
        time.sleep(0.5)
    return True


def _exit_code(state: str, in_trouble: bool, interrupted: bool) -> int:
    if state == State.DONE:
        return 0
    if interrupted:
        return INTERRUPTED
    return 0 if state == State.SENDING and not in_trouble else 1
