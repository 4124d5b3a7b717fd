"""Changes at vendors: what is announced, who objects, and the clock of a vendor that goes."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from forewarn.audience.models import Customer
from forewarn.brands.models import Brand
from forewarn.mailings.models import Mailing
from forewarn.vendor_changes.rules.dates import DELETION_DAYS, LEAD_DAYS, REMIND_DAYS, moment_of
from forewarn.vendor_changes.rules.kinds import Kind, Outcome, State, Urgency, Why, Wish
from forewarn.vendors.models import Vendor


def _choices(words: type[Kind | State | Why | Urgency | Wish | Outcome]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class NoticeSettings(models.Model):
    """How a brand announces changes; a brand without a row has the defaults."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="+")
    lead_days = models.PositiveSmallIntegerField(default=LEAD_DAYS)  # the least between announcement and change
    deletion_days = models.PositiveSmallIntegerField(default=DELETION_DAYS)  # for a vendor that goes
    remind_days = models.PositiveSmallIntegerField(default=REMIND_DAYS)  # between reminders to staff
    waits_for_answers = models.BooleanField(default=True)  # open objections hold the switch

    def __str__(self) -> str:
        return f"notice of {self.brand_id}"


class VendorChange(models.Model):
    """One change at a vendor. What customers read is composed from the register, never written here."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=90)  # its place on the public site
    kind = models.CharField(max_length=9, choices=_choices(Kind))
    vendor = models.ForeignKey(Vendor, on_delete=models.RESTRICT, related_name="+")  # comes, stays or (leaving) goes
    replaced = models.ForeignKey(Vendor, on_delete=models.RESTRICT, null=True, related_name="+")  # goes for it
    why = models.CharField(max_length=12, choices=_choices(Why))
    urgency = models.CharField(max_length=12, choices=_choices(Urgency), blank=True)  # of a shorter notice
    effective_on = models.DateField()  # in the brand's time zone, from its first moment
    fields = models.JSONField(default=list)  # that newly go to the vendor: codes of vendors.data_fields
    segment_id = models.BigIntegerField(null=True, blank=True)  # whose; null is everybody
    segment_name = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)  # what the register will say, where that changes
    lead_days = models.PositiveSmallIntegerField(default=LEAD_DAYS)  # as promised when it was planned
    deletion_days = models.PositiveSmallIntegerField(default=DELETION_DAYS)
    state = models.CharField(max_length=9, choices=_choices(State), default=State.PLANNED.value)

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, null=True, related_name="+")
    groups = models.JSONField(default=dict)  # group of the mailing → {"to", "off", "at", "customers", "documents"}
    pages = models.JSONField(default=dict)  # locale → the public document, frozen when handed in
    correction = models.ForeignKey(Mailing, on_delete=models.PROTECT, null=True, related_name="+")
    correction_pages = models.JSONField(default=dict)

    planned_by = models.CharField(max_length=64, blank=True)  # id of the member of staff, as text
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    switched_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    blocked_at = models.DateTimeField(null=True, blank=True)  # since when its day has come and it cannot take effect
    blocked_by = models.CharField(max_length=500, blank=True)
    late_looked_at = models.DateTimeField(
        null=True, blank=True
    )  # for customers who are concerned only since it went out
    left_to_do = models.CharField(max_length=500, blank=True)  # for staff, after the switch

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "slug"], name="one_vendor_change_per_slug")]
        indexes = [models.Index(fields=["brand", "state", "effective_on"])]
        ordering = ["-effective_on", "-pk"]

    def __str__(self) -> str:
        return self.slug

    @property
    def effective_at(self) -> datetime:
        """The first moment of its day; until then customers may object."""
        return moment_of(self.effective_on, self.brand.zone)

    @property
    def leaver(self) -> Vendor | None:
        """The vendor that goes, where one does."""
        return self.vendor if self.kind == Kind.LEAVING else self.replaced


class LateNotice(models.Model):
    """A mailing of the notice to customers whom the change concerned only after the first one had gone out."""

    change = models.ForeignKey(VendorChange, on_delete=models.CASCADE, related_name="late_notices")
    mailing = models.OneToOneField(Mailing, on_delete=models.PROTECT, related_name="+")
    customers = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"late notice {self.pk}"


class Objection(models.Model):
    """A customer does not want a change for their data."""

    change = models.ForeignKey(VendorChange, on_delete=models.CASCADE, related_name="objections")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    wish = models.CharField(max_length=7, choices=_choices(Wish))
    words = models.CharField(max_length=500, blank=True)  # the customer's own
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=_choices(Outcome), default=Outcome.OPEN.value)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "customer"], name="one_objection_per_customer")]
        indexes = [models.Index(fields=["change", "outcome", "at"]), models.Index(fields=["customer"])]

    def __str__(self) -> str:
        return f"objection {self.pk}"


class Departure(models.Model):
    """A vendor that went: by when it confirms that the data is gone, and the proof."""

    class Ending(models.TextChoices):
        """What became of the data."""

        DELETED = "deleted", "deleted"
        RETURNED = "returned", "given back, no copy kept"

    change = models.OneToOneField(VendorChange, on_delete=models.CASCADE, related_name="departure")
    vendor = models.ForeignKey(Vendor, on_delete=models.RESTRICT, related_name="+")
    left_at = models.DateTimeField()
    due_on = models.DateField()  # the last day in time
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=8, choices=Ending, blank=True)
    proof = models.CharField(max_length=500, blank=True)  # in words: who confirmed, which certificate
    proof_name = models.CharField(max_length=200, blank=True)
    proof_file = models.BinaryField(null=True)
    proof_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of the file
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["confirmed_at", "due_on"])]

    def __str__(self) -> str:
        return f"departure {self.pk}"
