"""Changing who works for a brand and what they may do. Everything is audited; a brand never loses its last owner."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from forewarn.accounts.models import Invitation, Membership, Role, StaffUser
from forewarn.accounts.rules import INVITATION_LIFETIME
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand


class UnableToChangeStaff(Exception):
    """The change is not possible; the text says why and what to do."""


@transaction.atomic
def create_staff(*, email: str, name: str, password: str, by: Actor, now: datetime) -> StaffUser:
    """A person who can sign in, without a role anywhere yet. Raises UnableToChangeStaff."""
    address = email.strip().lower()
    if StaffUser.objects.filter(email=address).exists():
        raise UnableToChangeStaff(f"{address} already has a sign-in.")
    person = StaffUser(email=address, name=name.strip())
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise UnableToChangeStaff(" ".join(error.messages)) from error
    person.set_password(password)
    person.save()
    record("staff.created", by=by, now=now, brand_id=None, target=("staff", person.pk, address))
    return person


@transaction.atomic
def add_member(*, brand: Brand, user: StaffUser, role: str, by: Actor, now: datetime) -> Membership:
    """Give a person a role at the brand. Raises UnableToChangeStaff where they have one already."""
    if Membership.objects.filter(brand=brand, user=user).exists():
        raise UnableToChangeStaff(f"{user} already works for {brand}. Change the role instead.")
    membership = Membership.objects.create(brand=brand, user=user, role=Role(role), created_at=now)
    _record("staff.added", membership, by=by, now=now, data={"role": role})
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: Actor, now: datetime) -> None:
    """Change what a person may do at the brand. Raises UnableToChangeStaff for the last owner."""
    before = membership.role
    if before == role:
        return
    if role != Role.OWNER:
        _keep_an_owner(membership)
    membership.role = Role(role)
    membership.save(update_fields=["role"])
    _record("staff.role_changed", membership, by=by, now=now, data={"role": [before, role]})


@transaction.atomic
def remove_member(*, membership: Membership, by: Actor, now: datetime) -> None:
    """End a person's work for the brand, at once. Raises UnableToChangeStaff for the last owner."""
    _keep_an_owner(membership)
    _record("staff.removed", membership, by=by, now=now, data={"role": membership.role})
    membership.delete()


def _keep_an_owner(membership: Membership) -> None:
    """Raise where nobody else who can sign in owns the brand. The rows stay locked until the change is done."""
    owners = Membership.objects.select_for_update().filter(
        brand=membership.brand, role=Role.OWNER, user__is_active=True
    )
    if membership.role == Role.OWNER and not [o for o in owners if o.pk != membership.pk]:
        raise UnableToChangeStaff(f"{membership.user} is the last owner. Make somebody else an owner first.")


def _record(verb: str, membership: Membership, *, by: Actor, now: datetime, data: dict[str, object]) -> None:
    target = ("staff", membership.user_id, str(membership.user))
    record(verb, by=by, now=now, brand_id=membership.brand_id, target=target, data=data)


@transaction.atomic
def invite(
    *, brand: Brand, email: str, role: str, invited_by: StaffUser | None, by: Actor, now: datetime
) -> Invitation:
    """Ask a person to work for the brand; an older open invitation of theirs is replaced. Raises UnableToChangeStaff."""
    address = email.strip().lower()
    if Membership.objects.filter(brand=brand, user__email=address).exists():
        raise UnableToChangeStaff(f"{address} already works for {brand}.")
    Invitation.objects.filter(brand=brand, email=address, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        brand=brand,
        email=address,
        role=Role(role),
        invited_by=invited_by,
        created_at=now,
        expires_at=now + INVITATION_LIFETIME,
    )
    target = ("invitation", invitation.pk, address)
    record("staff.invited", by=by, now=now, brand_id=brand.pk, target=target, data={"role": role})
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Actor, now: datetime) -> None:
    """Make the invitation's link useless."""
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(withdrawn_at=now)
    target = ("invitation", invitation.pk, invitation.email)
    record("staff.invitation_withdrawn", by=by, now=now, brand_id=invitation.brand_id, target=target)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: StaffUser, now: datetime) -> Membership:
    """The invited person takes the role. Raises UnableToChangeStaff where the link was used meanwhile."""
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    if not taken.update(accepted_at=now):
        raise UnableToChangeStaff("This invitation was already used or withdrawn. Ask for a new one.")
    by = Actor.staff(user.pk, str(user))
    return add_member(brand=invitation.brand, user=user, role=invitation.role, by=by, now=now)
