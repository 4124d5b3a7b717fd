"""What each role may do."""

from __future__ import annotations

from enum import StrEnum


class May(StrEnum):
    """Something a member of staff may do at a brand."""

    LOOK = "look"  # read every screen
    WRITE = "write"  # write alerts, promises, import customers, make segments
    APPROVE = "approve"  # approve, schedule, send, pause what others wrote
    ADMINISTER = "administer"  # brand, domains, keys, relays, staff


_ROLES: dict[str, frozenset[May]] = {
    "viewer": frozenset({May.LOOK}),
    "editor": frozenset({May.LOOK, May.WRITE}),
    "approver": frozenset({May.LOOK, May.WRITE, May.APPROVE}),
    "owner": frozenset(May),
}


def role_may(role: str, what: May) -> bool:
    """Whether the role allows it; an unknown role allows nothing."""
    return what in _ROLES.get(role, frozenset())
