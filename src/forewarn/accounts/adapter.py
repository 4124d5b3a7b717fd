"""How sign-in behaves: nobody signs up by themselves, and the secrets of the second step are sealed."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from forewarn.foundation.secrets import seal, unseal


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up: an owner invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of authenticator apps and recovery codes unreadable in the database."""

    def encrypt(self, text: str) -> str:
        """The text as it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The text that was stored. Raises UnableToUnseal where the installation's secret is another one."""
        return unseal(encrypted_text)
