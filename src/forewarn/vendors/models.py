"""The vendors of a brand: for now who may send in its name; the full register stands on this table."""

from __future__ import annotations

from django.db import models

from forewarn.brands.models import Brand


class Vendor(models.Model):
    """A company that works for the brand and may send mail in its name."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="vendors")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200, blank=True)  # in plain words: "sends our order confirmations"
    sending_domains = models.JSONField(default=list, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "slug"], name="one_vendor_per_slug")]

    def __str__(self) -> str:
        return self.name
