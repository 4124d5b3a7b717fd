"""What is broken and how to mend it: packages register a provider, the status page and `forewarn doctor` read them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from forewarn.foundation.models import Heartbeat

SILENT = {  # after how long without a sign of life a part of the installation counts as stopped
    "worker": timedelta(seconds=90),
    "tick": timedelta(seconds=120),
}


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"  # customers are affected, or will be
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend: what is wrong, and what to do, both for the person who runs the installation."""

    severity: Severity
    what: str
    fix: str
    brand_id: int | None = None  # None concerns the whole installation


Provider = Callable[[datetime], Iterable[Problem]]
_providers: dict[str, Provider] = {}


def provide(name: str, provider: Provider) -> None:
    """Register what a package checks; called once from its AppConfig.ready()."""
    _providers[name] = provider


def problems(*, now: datetime, brand_id: int | None = None) -> list[Problem]:
    """Everything that is broken, errors first; with `brand_id` only what concerns that brand or all."""
    found = [*_silent_parts(now)]
    for provider in _providers.values():
        found += provider(now)
    mine = [p for p in found if brand_id is None or p.brand_id in (None, brand_id)]
    return sorted(mine, key=lambda p: (p.severity is not Severity.ERROR, p.what))


def beat(name: str, *, now: datetime, note: str = "") -> None:
    """Leave a sign of life of a part of the installation; `note` says what failed in it."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "note": note[:500]})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the installation: whether it gives signs of life, when the last one was, and what failed in it."""

    name: str
    alive: bool
    at: datetime | None
    note: str


def parts(*, now: datetime) -> list[Part]:
    """The parts that must run, with their last sign of life."""
    rows = {row.name: row for row in Heartbeat.objects.filter(name__in=SILENT)}
    found = [(name, limit, rows.get(name)) for name, limit in SILENT.items()]
    return [
        Part(name, row is not None and now - row.at <= limit, row.at if row else None, row.note if row else "")
        for name, limit, row in found
    ]


def _silent_parts(now: datetime) -> Iterable[Problem]:
    rows = {row.name: row for row in Heartbeat.objects.all()}
    for name, limit in SILENT.items():
        row = rows.get(name)
        if row is None or now - row.at > limit:
            since = f"since {row.at:%Y-%m-%d %H:%M} UTC" if row else "so far"
            fix = f"Start `forewarn serve`, or `forewarn {name}` where the parts run separately."
            yield Problem(Severity.ERROR, f"The {name} has not run {since}: nothing is sent or received.", fix)
        elif row.note:
            yield Problem(
                Severity.ERROR, f"Part of the {name} failed: {row.note}", "The log of the tick has the details."
            )
