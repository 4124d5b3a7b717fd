"""What the sign-in library tells us, written into the log of every brand the person works for."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset

from forewarn.accounts.models import StaffUser
from forewarn.accounts.queries import brands_of
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.foundation.clock import now


def connect() -> None:
    """Listen to sign-ins and to changes of how a person signs in."""
    user_logged_in.connect(on_signed_in)
    for signal in (password_changed, password_reset):
        signal.connect(on_password_changed)
    authenticator_added.connect(on_second_step_added)
    authenticator_removed.connect(on_second_step_removed)
    authenticator_reset.connect(on_recovery_codes_renewed)


def on_signed_in(user: StaffUser, **_: Any) -> None:
    """Somebody signed in."""
    _record("staff.signed_in", user)


def on_password_changed(user: StaffUser, **_: Any) -> None:
    """Somebody has a new password."""
    _record("staff.password_changed", user)


def on_second_step_added(user: StaffUser, authenticator: Any, **_: Any) -> None:
    """A passkey, an authenticator app or recovery codes were added."""
    _record("staff.second_step_added", user, kind=str(authenticator.type))


def on_second_step_removed(user: StaffUser, authenticator: Any, **_: Any) -> None:
    """A passkey or an authenticator app was taken away."""
    _record("staff.second_step_removed", user, kind=str(authenticator.type))


def on_recovery_codes_renewed(user: StaffUser, **_: Any) -> None:
    """New recovery codes took the place of the old ones."""
    _record("staff.recovery_codes_renewed", user)


def _record(verb: str, user: StaffUser, **data: str) -> None:
    by, moment = Actor.staff(user.pk, str(user)), now()
    for brand in brands_of(user):
        record(verb, by=by, now=moment, brand_id=brand.pk, data=dict(data))
