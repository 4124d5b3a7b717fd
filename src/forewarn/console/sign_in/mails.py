"""The mails to staff: an invitation, and a link to choose a new password."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format

from forewarn.accounts import queries
from forewarn.accounts.rules import INVITATION_LIFETIME
from forewarn.accounts.signals import PasswordForgotten
from forewarn.foundation.clock import now
from forewarn.outbound.actions.single_mails import Recipient, UnableToQueue, Wording, queue_single

if TYPE_CHECKING:
    from datetime import datetime

    from forewarn.accounts.models import Invitation

STAFF = "operational"
RESET_LIFETIME = timedelta(days=3)  # as long as the link works (Django's PASSWORD_RESET_TIMEOUT)


def mail_invitation(invitation: Invitation, *, link: str, moment: datetime) -> str:
    """Queue the mail with the link; returns why it cannot be sent, or nothing."""
    brand = invitation.brand
    until = timezone.localtime(invitation.expires_at, brand.zone)
    context = {
        "inviter": str(invitation.invited_by or brand.name),
        "role": invitation.get_role_display(),
        "link": link,
        "until": date_format(until, "j F Y"),
    }
    try:
        queue_single(
            brand=brand,
            wording=Wording("accounts/invitation", context, STAFF),
            to=Recipient(invitation.email, brand.default_locale),
            now=moment,
            idempotency_key=f"invitation {invitation.pk}",
            lifetime=INVITATION_LIFETIME,
        )
    except UnableToQueue as error:
        return str(error)
    return ""


def on_password_forgotten(event: PasswordForgotten, **_: Any) -> None:
    """Mail the link through a brand the person works for; who works for none asks the operator."""
    user = queries.staff_by_id(event.user_id)
    if user is None:
        return
    for brand in queries.brands_of(user):
        try:
            queue_single(
                brand=brand,
                wording=Wording("accounts/new_password", {"link": event.link}, STAFF),
                to=Recipient(user.email, brand.default_locale, user.name),
                now=now(),
                lifetime=RESET_LIFETIME,
            )
        except UnableToQueue:
            continue  # this brand has no sender yet, its status page says so; another brand may have one
        return
