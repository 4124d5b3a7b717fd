"""What accounts tells the packages above it; each signal carries one frozen payload named `event`."""

from __future__ import annotations

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class PasswordForgotten:
    """A person asked for a link to choose a new password; mail goes out above this package."""

    user_id: int
    link: str


password_forgotten = Signal()
