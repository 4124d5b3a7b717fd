"""Reading who may do what."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from forewarn.accounts.models import Invitation, Membership, Role, StaffUser
from forewarn.brands.models import Brand
from forewarn.foundation.signed_links import UnableToRead, make_token, read_token

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
APPROVING = (Role.OWNER, Role.APPROVER)
_PURPOSE = "invitation"


def brands_of(user: StaffUser) -> QuerySet[Brand]:
    """The brands this person works for, by name."""
    return Brand.objects.filter(memberships__user=user).order_by("name")


def membership_of(user: StaffUser, *, brand_slug: str) -> Membership | None:
    """This person's membership at a brand, with the brand; None for strangers."""
    return Membership.objects.select_related("brand").filter(user=user, brand__slug=brand_slug).first()


def members(brand: Brand) -> QuerySet[Membership]:
    """Everybody who works for the brand, each with `second_step`: whether more than a password protects the sign-in."""
    guarded = Authenticator.objects.filter(user=OuterRef("user"), type__in=SECOND_STEPS)
    rows = Membership.objects.filter(brand=brand).select_related("user").annotate(second_step=Exists(guarded))
    return rows.order_by("user__email")


def member(brand: Brand, membership_id: int) -> Membership | None:
    """One membership of the brand, with the person."""
    return Membership.objects.filter(brand=brand, pk=membership_id).select_related("user", "brand").first()


def staff_by_email(email: str) -> StaffUser | None:
    """The person with this address."""
    return StaffUser.objects.filter(email=email.strip().lower()).first()


def staff_by_id(user_id: int) -> StaffUser | None:
    """The person with this number."""
    return StaffUser.objects.filter(pk=user_id).first()


def approvers(brand: Brand) -> tuple[int, int]:
    """How many people work for the brand, and how many of them may approve."""
    counts = Membership.objects.filter(brand=brand, user__is_active=True).aggregate(
        people=Count("pk"), approvers=Count("pk", filter=Q(role__in=APPROVING))
    )
    return counts["people"], counts["approvers"]


def has_second_step(user: StaffUser) -> bool:
    """Whether an authenticator app or a passkey protects this person's sign-in."""
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND_STEPS).exists())


def open_invitations(brand: Brand) -> QuerySet[Invitation]:
    """Invitations that were neither accepted nor withdrawn, newest first; some may have expired."""
    rows = Invitation.objects.filter(brand=brand, accepted_at=None, withdrawn_at=None)
    return rows.select_related("brand", "invited_by").order_by("-created_at")


def invitation(brand: Brand, invitation_id: int) -> Invitation | None:
    """One open invitation of the brand."""
    return open_invitations(brand).filter(pk=invitation_id).first()


def invitation_token(invitation: Invitation) -> str:
    """The last part of the invitation's link."""
    return make_token(_PURPOSE, invitation.pk, int(invitation.created_at.timestamp()))


def invitation_by_token(token: str, *, now: datetime) -> Invitation | None:
    """The invitation behind a link; None where it was forged, used, withdrawn or has expired."""
    try:
        numbers = read_token(_PURPOSE, token)
    except UnableToRead:
        return None
    found = Invitation.objects.select_related("brand", "invited_by").filter(
        pk=numbers[0], accepted_at=None, withdrawn_at=None, expires_at__gt=now
    )
    row = found.first()
    return row if row and int(row.created_at.timestamp()) == numbers[1] else None
