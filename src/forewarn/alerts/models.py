"""The quarterly alert: what is said, per locale, and the mailing that carries it."""

from __future__ import annotations

from django.db import models

from forewarn.brands.models import Brand
from forewarn.mailings.models import Mailing


class Alert(models.Model):
    """The alert of one quarter. What is said once for all locales stands here, the words in `AlertText`."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="alerts")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=40)  # "2027-spring": its place on the public site
    planned_on = models.DateField()  # the date the note prints
    promise_keys = models.JSONField(default=list)  # 3 to 5 of the ledger
    thing_topic = models.CharField(max_length=20, blank=True)  # rules.Topic
    thing_minutes = models.PositiveSmallIntegerField(default=10)
    practice_keys = models.JSONField(default=list, blank=True)  # names of the lessons that it tells of
    segment_id = models.BigIntegerField(null=True, blank=True)  # a segment of audience; null is everybody eligible
    mailing = models.ForeignKey(Mailing, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_by = models.CharField(max_length=64, blank=True)  # id of the member of staff, as text
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)  # on the public site; always before the first mail

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "year", "quarter"], name="one_alert_per_quarter"),
            models.UniqueConstraint(fields=["brand", "slug"], name="one_alert_per_slug"),
            models.CheckConstraint(condition=models.Q(quarter__gte=1, quarter__lte=4), name="quarters_are_1_to_4"),
        ]
        ordering = ["-year", "-quarter"]

    def __str__(self) -> str:
        return f"{self.year} Q{self.quarter}"


class AlertText(models.Model):
    """The words of an alert in one locale."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="texts")
    locale = models.CharField(max_length=10)
    season = models.CharField(max_length=30)  # "spring 2027"
    scams = models.JSONField(default=list, blank=True)  # at most three {"says", "wants", "tell"}
    thing_title = models.CharField(max_length=120, blank=True)
    thing_steps = models.JSONField(default=list, blank=True)
    protections = models.JSONField(default=list, blank=True)  # at most two {"on", "text"}
    suppliers = models.CharField(
        max_length=300, blank=True
    )  # beside the announced changes, which stand there by themselves
    practice = models.JSONField(default=list, blank=True)  # at most three lines, one a lesson
    signer_role = models.CharField(max_length=80, blank=True)  # in this language; empty takes the brand's
    document = models.JSONField(null=True, blank=True)  # frozen when submitted: exactly what is sent and published
    plain_text = models.TextField(blank=True)  # its text part, for searching

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "locale"], name="one_alert_text_per_locale")]

    def __str__(self) -> str:
        return f"{self.alert} {self.locale}"


class Correction(models.Model):
    """A correction to a published alert: shown with it, the alert itself stays as it was sent."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="corrections")
    locale = models.CharField(max_length=10)
    text = models.CharField(max_length=600)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text


class Waiver(models.Model):
    """A named person's word that a finding of the linter is right all the same, for this alert, until a day."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="waivers")
    rule = models.CharField(max_length=12)
    person = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    expires = models.DateField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.rule} waived by {self.person}"
