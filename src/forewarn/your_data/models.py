"""Visits of customers to their own data."""

from __future__ import annotations

from django.db import models

from forewarn.audience.models import Customer
from forewarn.brands.models import Brand


class Visit(models.Model):
    """A customer who proved their address looks at their data, until they end it or its time is over."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # by the customer

    class Meta:
        indexes = [models.Index(fields=["customer", "-begun_at"]), models.Index(fields=["begun_at"])]

    def __str__(self) -> str:
        return f"visit {self.pk}"
