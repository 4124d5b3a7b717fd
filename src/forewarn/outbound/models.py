"""Relays of a brand, single mails, and addresses that get no mail any more."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from forewarn.brands.models import Brand
from forewarn.outbound.transports.smtp.endpoint import Tls

MAX_CONNECTIONS = 16  # more brought nothing in measurements, and many relays refuse more from one client


class RelayKind(models.TextChoices):
    """What a relay is."""

    SMTP = "smtp", "SMTP server"
    ANYMAIL = "anymail", "Provider's API"
    MAILDIR = "maildir", "Local mailbox"


class Relay(models.Model):
    """A way out for a brand's mail. Those with the lowest `priority` are used first, the others when they fail."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="relays")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=RelayKind.choices, default=RelayKind.SMTP)
    host = models.CharField(max_length=255, blank=True)
    port = models.PositiveIntegerField(default=587, validators=[MinValueValidator(1), MaxValueValidator(65535)])
    tls = models.CharField(max_length=10, choices=[(mode.value, mode.value) for mode in Tls], default=Tls.STARTTLS)
    username = models.CharField(max_length=255, blank=True)
    password_sealed = models.TextField(blank=True)  # of an SMTP account, or the API key of a provider
    ca_certificate = models.TextField(blank=True)  # PEM of a private authority, trusted for this relay alone
    provider = models.CharField(max_length=20, blank=True)  # a name in transports/providers.py
    options = models.JSONField(default=dict, blank=True)  # further settings of the provider, none of them secret
    folder = models.CharField(max_length=500, blank=True)  # of a local mailbox; relative to FOREWARN_HOME
    rate = models.FloatField(default=0, validators=[MinValueValidator(0)])  # messages per second, 0: no limit
    connections = models.PositiveSmallIntegerField(
        default=4, validators=[MinValueValidator(1), MaxValueValidator(MAX_CONNECTIONS)]
    )
    signs_itself = models.BooleanField(default=False)  # the relay adds the DKIM signature
    priority = models.PositiveSmallIntegerField(default=10)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    last_accepted_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)  # empty while it works; what was seen and what to do
    last_error_kind = models.CharField(max_length=20, blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["priority", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "name"], name="one_relay_per_name"),
            models.CheckConstraint(condition=Q(rate__gte=0), name="relay_rate_not_negative"),
            models.CheckConstraint(
                condition=Q(connections__gte=1, connections__lte=MAX_CONNECTIONS), name="relay_connections_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SingleMailState(models.TextChoices):
    """How far a single mail came."""

    QUEUED = "queued", "Waiting"
    SENDING = "sending", "Being sent"
    ACCEPTED = "accepted", "Accepted by the relay"
    REFUSED = "refused", "Refused"
    EXPIRED = "expired", "Too late to be of use"
    SUPPRESSED = "suppressed", "Address gets no mail"


class SingleMail(models.Model):
    """One mail to one person: a code, a confirmation, an answer. Its words are wiped once it has gone."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="single_mails")
    message_class = models.CharField(max_length=20)
    template = models.CharField(max_length=80)  # "audience/code": the folder of its words
    locale = models.CharField(max_length=10)
    customer_id = models.BigIntegerField(null=True, blank=True)  # of audience, which stands above this package
    to_address = models.CharField(max_length=320, blank=True)
    content_sealed = models.TextField(blank=True)  # the composed letter; may hold a code, so nobody reads it here
    message_id = models.CharField(max_length=255, blank=True)
    idempotency_key = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=SingleMailState.choices, default=SingleMailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # after this it is not sent any more
    due_at = models.DateTimeField()  # the next attempt
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    relay = models.CharField(max_length=60, blank=True)
    code = models.PositiveSmallIntegerField(default=0)
    enhanced = models.CharField(max_length=15, blank=True)
    reply = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "idempotency_key"], name="one_single_mail_per_key"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="queued"), name="single_mails_due"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="single_mails_claimed"),
            models.Index(fields=["brand", "customer_id"], name="single_mails_of_customer"),
            models.Index(fields=["settled_at"], name="single_mails_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"


class SuppressionReason(models.TextChoices):
    """Why an address gets no mail."""

    HARD_BOUNCE = "hard_bounce", "No such mailbox"
    COMPLAINT = "complaint", "Complained"
    ERASED = "erased", "Person was erased"
    MANUAL = "manual", "Entered by staff"


class SuppressedAddress(models.Model):
    """An address that gets no mail, kept only as a keyed hash."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="suppressed_addresses")
    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=12, choices=SuppressionReason.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "address_hash"], name="one_suppression_per_address"),
        ]

    def __str__(self) -> str:
        return f"{self.address_hash[:8]}… ({self.reason})"
