"""What each role may do, and what it takes."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

INVITATION_LIFETIME = timedelta(days=7)  # long enough for a holiday week, short enough for a lost mail


class Scope(StrEnum):
    """What an API key may do."""

    READ = "read"  # vendors, and who holds whose data
    RECORD = "record"  # say which customers' data went to a vendor


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


def needs_second_step(role: str, *, sample: bool) -> bool:
    """Whether a password alone is too little: for whoever can release mail to all customers, but in the sample brand."""
    return not sample and (role_may(role, May.APPROVE) or role_may(role, May.ADMINISTER))
