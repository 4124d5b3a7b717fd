"""How sign-in behaves: nobody signs up by themselves, and mail goes out through `outbound`."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up: an owner invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
