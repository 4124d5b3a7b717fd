"""Customers, their choices, and segments of them."""

from __future__ import annotations

from django.db import models

from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import SetChunk


class Customer(models.Model):
    """A person the brand may write to. Ids stay below 2**32, so that crowds are bitmaps."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254)  # as the customer writes it
    email_key = models.CharField(max_length=254)  # lower case, domain in ASCII: what makes two addresses one
    name = models.CharField(max_length=200, blank=True)
    locale = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=2, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    care = models.BooleanField(default=True)  # may we write for their safety
    marketing = models.BooleanField(default=False)
    care_withdrawn_here = models.BooleanField(default=False)  # no import restores it
    marketing_withdrawn_here = models.BooleanField(default=False)
    reachable = models.BooleanField(default=True)
    unreachable_reason = models.CharField(max_length=200, blank=True)
    unreachable_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "email_key"], name="one_customer_per_address"),
            models.UniqueConstraint(
                fields=["brand", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_customer_per_external_id",
            ),
        ]

    def __str__(self) -> str:
        return f"customer {self.pk}"


class ChoiceChange(models.Model):
    """A choice as it was made: which class of mail, given or withdrawn, where, when and under which words."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="choice_changes")
    message_class = models.CharField(max_length=12)  # care or marketing
    granted = models.BooleanField()
    source = models.CharField(max_length=20)  # import, page, one_click, mailto, complaint, staff
    wording = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"])]

    def __str__(self) -> str:
        return f"{self.message_class} {'given' if self.granted else 'withdrawn'} {self.at:%Y-%m-%d}"


class Segment(models.Model):
    """A named set of customers: by a filter, evaluated when used, or by an uploaded list."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="segments")
    name = models.CharField(max_length=80)
    filter = models.JSONField(default=dict, blank=True)  # {} for an uploaded list
    uploaded = models.BooleanField(default=False)
    size = models.PositiveIntegerField(default=0)  # when last evaluated
    evaluated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="one_segment_per_name")]

    def __str__(self) -> str:
        return self.name


class SegmentChunk(SetChunk):
    """The members of a segment in one range of ids."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="chunks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "chunk"], name="one_chunk_per_segment_range")]
