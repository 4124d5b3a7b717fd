"""Staff who sign in, and their roles per brand."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from forewarn.brands.models import Brand


class StaffManager(BaseUserManager["StaffUser"]):
    """Creates staff by email address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> StaffUser:
        """A member of staff; without a password, one is set through an invitation."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> StaffUser:
        """The operator of the installation."""
        return self.create_user(email, password, is_superuser=True, **fields)


class StaffUser(AbstractBaseUser, PermissionsMixin):
    """A person who works at a brand."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StaffManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return self.name or self.email


class Role(models.TextChoices):
    """What a member of staff may do for a brand; each may do what the next may."""

    OWNER = "owner", "Owner"
    APPROVER = "approver", "Approver"
    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"


class Membership(models.Model):
    """A role of one person at one brand."""

    user = models.ForeignKey(StaffUser, on_delete=models.CASCADE, related_name="memberships")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "brand"], name="one_role_per_person_and_brand")]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.brand}"


class ApiKey(models.Model):
    """A key with which a system of the brand's uses the API; the key itself is shown once and never stored."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="api_keys")
    label = models.CharField(max_length=80)  # which system has it, in the staff's words
    key_hash = models.CharField(max_length=64, unique=True)  # keyed hash of the key
    ending = models.CharField(max_length=4)  # its last characters, so that people recognise it
    scopes = models.JSONField(default=list)  # of rules.Scope
    made_by = models.ForeignKey(StaffUser, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)  # to the hour
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class Invitation(models.Model):
    """A person asked to work for a brand; the link that proves it is made from the row's id, see `invitation_token`."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices)
    invited_by = models.ForeignKey(StaffUser, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_person_and_brand",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.role} at {self.brand}"
