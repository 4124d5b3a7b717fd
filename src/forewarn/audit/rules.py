"""Who did something, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What kind of actor it was."""

    STAFF = "staff"
    CUSTOMER = "customer"
    COMMAND = "command"
    KEY = "key"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: kind, id (as text, empty where there is none) and a label people recognise."""

    kind: ActorKind
    id: str = ""
    label: str = ""

    @classmethod
    def staff(cls, user_id: int, label: str) -> Actor:
        """A signed-in member of staff."""
        return cls(ActorKind.STAFF, str(user_id), label)

    @classmethod
    def customer(cls, customer_id: int) -> Actor:
        """A customer, acting through a page or a mail; shown by number only."""
        return cls(ActorKind.CUSTOMER, str(customer_id), f"customer {customer_id}")

    @classmethod
    def key(cls, key_id: int, label: str) -> Actor:
        """A system of the brand's that came with an API key."""
        return cls(ActorKind.KEY, str(key_id), f"API key {label}")

    @classmethod
    def command(cls, label: str) -> Actor:
        """Somebody at the command line of this machine."""
        return cls(ActorKind.COMMAND, label, label)


SYSTEM = Actor(ActorKind.SYSTEM, "", "Forewarn")
