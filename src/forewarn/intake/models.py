"""Mail that came in, byte for byte, and mailboxes that are polled for it."""

from __future__ import annotations

import zlib

from django.db import models

from forewarn.brands.models import Brand
from forewarn.intake.rules import Route, State, Via


def _choices(words: type[Route] | type[State] | type[Via]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class ReceivedMail(models.Model):
    """One mail to one address of ours: stored before it is acknowledged, read later, once."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, null=True, related_name="+")
    route = models.CharField(max_length=12, choices=_choices(Route))
    address = models.CharField(max_length=320)  # that it came to, in small letters
    token = models.CharField(max_length=120, blank=True)
    envelope_from = models.CharField(max_length=320, blank=True)
    via = models.CharField(max_length=8, choices=_choices(Via))
    packed = models.BinaryField()  # zlib; empty once it was kept long enough
    size = models.PositiveIntegerField()  # bytes, unpacked
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=_choices(State), default=State.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    sender = models.CharField(max_length=320, blank=True)  # of its From field, once it was read
    subject = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=300, blank=True)  # what came of it, or why nothing did
    customer_id = models.PositiveBigIntegerField(null=True, blank=True)  # of audience, which stands above

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "address"], name="one_copy_per_address")]
        indexes = [
            models.Index(fields=["brand", "-received_at", "-id"], name="received_by_time"),
            models.Index(fields=["brand", "state", "-id"], name="received_by_state"),
            models.Index(fields=["state", "tried_at"], name="received_to_read"),
            models.Index(fields=["brand", "customer_id"], name="received_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.route} mail {self.pk}"

    @property
    def raw(self) -> bytes:
        """The mail as it came; empty once it was kept long enough."""
        packed = bytes(self.packed)
        return zlib.decompress(packed) if packed else b""


class PolledMailbox(models.Model):
    """A mailbox elsewhere that is looked into for reports, by IMAP. Nothing in it is changed or deleted."""

    class Security(models.TextChoices):
        """How the connection is protected."""

        TLS = "tls", "TLS"
        STARTTLS = "starttls", "STARTTLS"
        NONE = "none", "none (this machine only)"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    username = models.CharField(max_length=255)
    password_sealed = models.TextField()
    folder = models.CharField(max_length=200, default="INBOX")
    route = models.CharField(max_length=12, choices=_choices(Route), default=Route.BOUNCE.value)
    """For mail that names none of our addresses."""
    active = models.BooleanField(default=True)
    uid_validity = models.BigIntegerField(default=0)  # RFC 3501 section 2.3.1.1: another value, and ids start anew
    last_uid = models.BigIntegerField(default=0)  # mails up to here are stored
    polled_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "host", "username", "folder"], name="one_poll_per_folder")
        ]

    def __str__(self) -> str:
        return f"{self.username} at {self.host}"
