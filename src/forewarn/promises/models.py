"""The ledger of what the brand never asks."""

from __future__ import annotations

from django.db import models

from forewarn.brands.models import Brand


class Promise(models.Model):
    """One promise, with the ids of the lint rules that keep it."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="promises")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    rules = models.JSONField(default=list, blank=True)
    since = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "key"], name="one_promise_per_key")]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.key


class PromiseText(models.Model):
    """The words of a promise in one locale. Versions are kept: the newest counts, the others are history."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="texts")
    locale = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField(default=1)
    statement = models.CharField(max_length=200)  # "We never ask for your password by email."
    explanation = models.CharField(max_length=400, blank=True)  # one more sentence for the page
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promise", "locale", "version"], name="one_text_per_version")]

    def __str__(self) -> str:
        return self.statement
