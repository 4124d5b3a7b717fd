"""How sign-in behaves: nobody signs up by themselves, and the secrets of the second step are sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from forewarn.accounts.signals import PasswordForgotten, password_forgotten
from forewarn.foundation.secrets import seal, unseal

if TYPE_CHECKING:
    from forewarn.accounts.models import StaffUser

PASSWORD_RESET = "account/email/password_reset_key"  # noqa: S105 - the name of the library's template


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up: an owner invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand up the one mail that sign-in needs; an address without a sign-in gets nothing."""
        if template_prefix == PASSWORD_RESET:
            event = PasswordForgotten(context["user"].pk, context["password_reset_url"])
            password_forgotten.send(sender=StaffAdapter, event=event)


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of authenticator apps and recovery codes unreadable in the database."""

    def encrypt(self, text: str) -> str:
        """The text as it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The text that was stored. Raises UnableToUnseal where the installation's secret is another one."""
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: StaffUser, type: Authenticator.Type) -> str:
        """The name that is proposed for a new passkey."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)s") % {"number": number}
