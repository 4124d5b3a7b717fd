"""Who reads what: one handler per route. Packages above register theirs; mail without a handler is kept and shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from forewarn.intake.models import ReceivedMail
from forewarn.intake.rules import Route


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a mail, in an operator's words, and the customer it was about where there is one."""

    outcome: str
    customer_id: int | None = None


Handler = Callable[[ReceivedMail, datetime], Reading]
_handlers: dict[Route, Handler] = {}


def provide(route: Route, handler: Handler) -> None:
    """Register who reads the mail of a route; called once from an AppConfig.ready().

    The handler runs in the transaction that notes the outcome, and may be called again for a mail whose reading broke.
    """
    _handlers[route] = handler


def handler_for(route: Route) -> Handler | None:
    """Who reads the mail of this route, or None."""
    return _handlers.get(route)


def provided() -> list[Route]:
    """The routes that have a handler."""
    return list(_handlers)
