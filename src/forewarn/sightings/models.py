"""Sightings of impersonation, what they are found by, and the reports on them."""

from __future__ import annotations

from django.db import models

from forewarn.brands.models import Brand
from forewarn.sightings.rules import Channel, State


class Sighting(models.Model):
    """One lure in the brand's name, however many people reported it."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="sightings")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.WAITING.value)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")
    merged_from = models.CharField(max_length=10, blank=True)  # the state it had before
    gave = models.JSONField(
        default=dict, blank=True
    )  # what the other had not had before: {keys, domains, numbers, links}
    channel = models.CharField(max_length=6, choices=[(c.value, c.value) for c in Channel])
    subject = models.CharField(max_length=200, blank=True)  # redacted
    sender = models.CharField(max_length=320, blank=True)  # the address it shows
    locale = models.CharField(max_length=10, blank=True)
    wants = models.CharField(max_length=10, blank=True)  # a word of `rules.WANTS`
    words = models.JSONField(default=dict, blank=True)  # locale → {says, wants, tell}: what the public page says
    sample = models.TextField(blank=True)  # redacted words of one copy
    mail_id = models.BigIntegerField(null=True, blank=True)  # of intake: a copy whose bytes may still be there
    links = models.JSONField(default=list, blank=True)  # addresses it leads to, as written
    domains = models.JSONField(default=list, blank=True)
    numbers = models.JSONField(default=list, blank=True)
    fingerprint = models.BinaryField(blank=True, default=b"")
    subject_key = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField()  # its own beginning; first and last seen count what was merged into it, too
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    reports = models.PositiveIntegerField(default=0)  # by different sources
    noise = models.PositiveIntegerField(default=0)  # further reports of sources that had reported it before
    first_decided_at = models.DateTimeField(null=True, blank=True)  # stays where the decision is taken back
    reopened_at = models.DateTimeField(null=True, blank=True)  # it waits again since then
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    kept_sources = models.PositiveIntegerField(default=0)  # that had reported it since, when it was last kept dismissed
    corrections = models.JSONField(default=list, blank=True)  # [{at, text}], shown with the entry
    note = models.CharField(max_length=500, blank=True)  # for staff
    split_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)  # changes by staff: a decision names the one that it was made on

    class Meta:
        indexes = [
            models.Index(fields=["brand", "state", "-last_seen", "-id"], name="sightings_of_state"),
            models.Index(fields=["brand", "-last_seen", "-id"], name="sightings_newest"),
            models.Index(fields=["brand", "first_decided_at"], name="sightings_decided"),
        ]

    def __str__(self) -> str:
        return self.subject or f"sighting {self.pk}"


class SightingKey(models.Model):
    """A text that a sighting is looked up by (`Marks.lookups`)."""

    sighting = models.ForeignKey(Sighting, on_delete=models.CASCADE, related_name="keys")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sighting", "key"], name="one_key_per_sighting")]
        indexes = [models.Index(fields=["brand", "key"], name="sighting_keys_by_text")]

    def __str__(self) -> str:
        return self.key


class Report(models.Model):
    """One source's report on a sighting. Who reported is a keyed hash."""

    sighting = models.ForeignKey(Sighting, on_delete=models.CASCADE, related_name="told")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    source_hash = models.CharField(max_length=64)
    case = models.CharField(max_length=8, blank=True)  # of the question it came with
    mail_id = models.BigIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True)  # redacted
    sender = models.CharField(max_length=320, blank=True)
    at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    since_dismissed = models.PositiveIntegerField(default=0)  # of those times
    fingerprint = models.BinaryField(blank=True, default=b"")  # of this copy
    marks = models.JSONField(default=dict, blank=True)  # the others of this copy: {domains, numbers, subject, links}
    sample = models.TextField(blank=True)  # redacted words of this copy, where they are not those of the sighting
    came_from = models.ForeignKey(
        Sighting, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # merged

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sighting", "source_hash"], name="one_report_per_source")]
        indexes = [
            models.Index(fields=["sighting", "-at"], name="reports_of_sighting"),
            models.Index(fields=["at"], name="reports_oldest"),
            models.Index(
                fields=["brand", "sighting"], condition=models.Q(since_dismissed__gt=0), name="reports_since_dismissed"
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
