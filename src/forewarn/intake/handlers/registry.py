"""Who reads what: one handler per route. Mail of a route without one is kept and shown."""

from __future__ import annotations

from collections.abc import Callable

from forewarn.intake.outcomes import Incoming, Outcome
from forewarn.intake.rules import Route

Handler = Callable[[Incoming], Outcome]
_handlers: dict[Route, Handler] = {}


def handle(route: Route, handler: Handler) -> None:
    """Register who reads the mail of a route; called once from an AppConfig.ready().

    A handler changes nothing itself: it returns effects, which run together with the note that the mail was read. It
    may be called again for a mail whose reading broke. Mail that was kept so far is read with the next tick.
    """
    _handlers[route] = handler


def handler_for(route: Route) -> Handler | None:
    """Who reads the mail of this route, or None."""
    return _handlers.get(route)


def handled_routes() -> list[Route]:
    """The routes that have a handler."""
    return list(_handlers)
