"""Removals: what a customer asked for, each vendor's part of it, and how vendors are asked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from forewarn.brands.models import Brand
from forewarn.removals.rules.clocks import PROFILES
from forewarn.removals.rules.states import How, Origin, Reason, Status, Via
from forewarn.removals.rules.timing import ESCALATE_DAYS, PROMISED_DAYS, REMIND_DAYS
from forewarn.vendors.models import Vendor


def _choices(words: type[Status | Reason | Via | Origin | How]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Policy(models.Model):
    """What a brand promises about removals; a brand without a row has the defaults."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="+")
    promised_days = models.PositiveSmallIntegerField(default=PROMISED_DAYS)
    remind_days = models.PositiveSmallIntegerField(default=REMIND_DAYS)
    escalate_days = models.PositiveSmallIntegerField(default=ESCALATE_DAYS)
    state_attribute = models.CharField(max_length=60, blank=True)  # of customers: which says their US state

    def __str__(self) -> str:
        return f"removals of {self.brand_id}"


class Channel(models.Model):
    """How a vendor is asked to remove a customer's data; a vendor without a row is asked by hand."""

    vendor = models.OneToOneField(Vendor, on_delete=models.CASCADE, related_name="+")
    via = models.CharField(max_length=7, choices=_choices(Via), default=Via.HAND.value)
    address = models.EmailField(blank=True)
    second_address = models.EmailField(blank=True)  # who is told when the first stays silent
    locale = models.CharField(max_length=10, blank=True)
    url = models.CharField(max_length=500, blank=True)  # of a webhook
    secret_sealed = models.TextField(blank=True)  # shared with the vendor, signs both ways
    days = models.PositiveSmallIntegerField(null=True, blank=True)  # agreed with the vendor
    problem = models.CharField(max_length=300, blank=True)  # why the webhook failed last; empty while it works
    problem_since = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.vendor_id} by {self.via}"


class RemovalRequest(models.Model):
    """A customer asked that vendors remove their data. The number stays when the customer is erased."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=12, unique=True)  # rules.numbers
    customer_id = models.BigIntegerField(null=True, blank=True)  # None once the customer is erased
    origin = models.CharField(max_length=7, choices=_choices(Origin))
    told_how = models.CharField(max_length=6, choices=_choices(How), blank=True)  # where staff entered it
    identity_check = models.CharField(max_length=300, blank=True)  # how staff know who asked
    profile = models.CharField(max_length=9, choices=[(code, code) for code in PROFILES])
    locale = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=11, choices=_choices(Status), default=Status.OPEN.value)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)  # receipt, by mail
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_because = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # of the end, by mail

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-received_at"]),
            models.Index(fields=["brand", "due_at"], condition=Q(closed_at=None), name="removals_open_by_due"),
            models.Index(fields=["customer_id", "-received_at"]),
        ]

    def __str__(self) -> str:
        return self.number


class RemovalTask(models.Model):
    """One vendor's part of a request."""

    request = models.ForeignKey(RemovalRequest, on_delete=models.CASCADE, related_name="tasks")
    vendor = models.ForeignKey(Vendor, on_delete=models.RESTRICT, related_name="+")
    customer_id = models.BigIntegerField(null=True, blank=True)  # as of the request
    fields = models.JSONField(default=list)  # codes of vendors.data_fields that it held when it was asked
    via = models.CharField(max_length=7, choices=_choices(Via))
    identity_sealed = models.TextField(blank=True)  # whom it concerns, until it is settled
    status = models.CharField(max_length=11, choices=_choices(Status), default=Status.OPEN.value)
    reason = models.CharField(max_length=25, choices=_choices(Reason), blank=True)
    words = models.CharField(max_length=500, blank=True)  # why it is not done, as the customer reads it
    proof = models.CharField(max_length=500, blank=True)  # how we know that it is done
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # to reach the vendor since it was last reached
    next_at = models.DateTimeField(null=True, blank=True)  # when to ask or remind; None: staff do it by hand
    problem = models.CharField(max_length=300, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "customer_id"],
                condition=Q(settled_at=None, customer_id__isnull=False),
                name="one_open_removal_per_vendor",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(settled_at=None), name="removal_tasks_next"),
            models.Index(fields=["due_at"], condition=Q(settled_at=None), name="removal_tasks_due"),
            models.Index(fields=["vendor", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"removal {self.pk}"

    @property
    def found_nothing(self) -> bool:
        """Whether the vendor says that it has nothing of the customer."""
        return self.status == Status.DENIED and self.reason == Reason.NO_MATCH


class TaskEvent(models.Model):
    """What happened to a vendor's part: the proof of who was asked, reminded and answered when."""

    task = models.ForeignKey(RemovalTask, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    words = models.CharField(max_length=600, blank=True)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"


class ReceivedMessage(models.Model):
    """The id of a message that came to our webhook, so that a copy of it does nothing."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    message_id = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "message_id"], name="one_removal_message_per_id")]

    def __str__(self) -> str:
        return self.message_id
