"""What `forewarn send` shows: a bar with the figures while it runs, and a summary at the end."""

from __future__ import annotations

import time
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from forewarn.foundation.clock import now
from forewarn.mailings.queries.progress import Progress as Figures
from forewarn.mailings.queries.progress import crowd_sizes, progress, reasons
from forewarn.mailings.rules.eligibility import EXPLAINED, Crowd
from forewarn.mailings.rules.states import State

if TYPE_CHECKING:
    from forewarn.mailings.models import Mailing

REFRESH = 0.5  # seconds between two looks at the database
REASONS_SHOWN = 8


class Display:
    """A progress bar over a mailing; `plain` shows nothing."""

    def __init__(self, mailing: Mailing, *, plain: bool) -> None:
        self._mailing = mailing
        self._console = Console(stderr=True, quiet=plain)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.percentage:>3.0f}%"),
            TextColumn("{task.fields[figures]}"),
            console=self._console,
            expand=True,
        )
        self._task = self._bar.add_task(mailing.title[:40], total=1, figures="")
        self._next = 0.0

    def __enter__(self) -> Display:
        """Begin to draw."""
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Draw the last state and stop."""
        if error is None:
            self._next = 0.0
            self.refresh()
        self._bar.stop()

    def refresh(self, *, waiting_until: datetime | None = None) -> None:
        """Look at the figures, at most twice a second."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + REFRESH
        self._mailing.refresh_from_db()
        figures = progress(self._mailing, now=now())
        text = _figures(figures)
        if waiting_until:
            why = f" ({self._mailing.trouble})" if self._mailing.trouble else ""
            text = f"waiting until {waiting_until:%H:%M:%S} UTC{why} · {text}"
        self._bar.update(self._task, completed=figures.settled, total=max(figures.eligible, 1), figures=text)

    def summary(self, mailing: Mailing, *, interrupted: bool, reason: str) -> None:
        """Say how it ended, what came of it, and what to do next."""
        figures = progress(mailing, now=now())
        out = Console()
        out.print(_headline(mailing, figures, interrupted, reason), highlight=False, markup=False)
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(justify="right")
        table.add_column()
        for size, text in _lines(mailing, figures):
            table.add_row(f"{size:,}", text)
        out.print(table, highlight=False)
        for row in reasons(mailing)[:REASONS_SHOWN]:
            out.print(f"  {row.kind} {row.count:,} × {row.text}", highlight=False, markup=False)


def _figures(figures: Figures) -> str:
    parts = [f"{figures.accepted:,} of {figures.eligible:,} accepted"]
    for size, word in ((figures.refused, "refused"), (figures.deferred, "put off"), (figures.skipped, "skipped")):
        if size:
            parts.append(f"{size:,} {word}")
    if figures.rate:
        parts.append(f"{figures.rate:,.0f}/s")
    if figures.seconds_left is not None:
        minutes, seconds = divmod(figures.seconds_left, 60)
        parts.append(f"{minutes}:{seconds:02d} left")
    return " · ".join(parts)


def _headline(mailing: Mailing, figures: Figures, interrupted: bool, reason: str) -> str:
    match mailing.state:
        case State.DONE:
            return "Done."
        case State.CANCELLED:
            return "The mailing was cancelled."
        case State.PAUSED:
            return f"Paused: {mailing.pause_reason}\nMend it, then run `forewarn send {mailing.pk} --resume`."
    again = f"Run `forewarn send {mailing.pk}` again to go on; nobody gets the mail twice."
    if interrupted:
        return f"Stopped. What was on its way is recorded. {again}"
    if mailing.trouble or reason:
        return f"Held up: {mailing.trouble or reason}\n{again}"
    when = f" The next are due at {figures.next_at:%Y-%m-%d %H:%M} UTC." if figures.next_at else ""
    return f"Nothing more is due now.{when} A worker goes on by itself. {again}"


def _lines(mailing: Mailing, figures: Figures) -> list[tuple[int, str]]:
    lines = [(figures.accepted, "accepted"), (figures.deferred, "put off, will be tried again")]
    lines.append((figures.due + figures.later, "not tried yet"))
    crowds = crowd_sizes(mailing)
    lines += [(crowds[crowd], EXPLAINED[crowd]) for crowd in Crowd if crowd is not Crowd.REACHED and crowd in crowds]
    return [(size, text) for size, text in lines if size or text == "accepted"]
