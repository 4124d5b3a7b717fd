"""A mailing: what is sent, to whom, in which batches, and the proof of it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import SetChunk
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.pausing import BOUNCE_LIMIT, COMPLAINT_LIMIT
from forewarn.mailings.rules.retries import GIVE_UP_AFTER
from forewarn.mailings.rules.states import BatchState, State
from forewarn.mailings.rules.waves import release_times


def _choices(words: type[MessageClass] | type[State] | type[BatchState]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Mailing(models.Model):
    """One mailing to many. `source_*` says which alert or notice it carries, in the words of whoever made it."""

    class Audience(models.TextChoices):
        """How the audience was given."""

        EVERYBODY = "everybody", "all customers"
        SEGMENT = "segment", "a segment"
        SETS = "sets", "listed customers"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    message_class = models.CharField(max_length=13, choices=_choices(MessageClass))
    title = models.CharField(max_length=200)
    source_type = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, choices=_choices(State), default=State.DRAFT.value)
    audience = models.CharField(max_length=9, choices=Audience, default=Audience.EVERYBODY)
    segment_id = models.BigIntegerField(null=True, blank=True)
    audience_mark = models.CharField(max_length=64, blank=True)  # hash of the audience as it was given
    content_hash = models.CharField(max_length=64)  # of the words, the class and the audience as they are now
    approved_hash = models.CharField(max_length=64, blank=True)  # as they were approved

    authors = models.JSONField(default=list)  # everybody who wrote at it, as "staff 7"; none of them may approve
    written_by_name = models.CharField(max_length=200, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    approved_by_name = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    emergency = models.BooleanField(default=False)  # approved by its own author
    emergency_reason = models.CharField(max_length=300, blank=True)

    needs_page = models.BooleanField(default=True)  # may start only once its public page is live
    published_at = models.DateTimeField(null=True, blank=True)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    waves = models.PositiveSmallIntegerField(default=1)
    wave_days = models.PositiveSmallIntegerField(default=0)
    keeps_quiet_hours = models.BooleanField(default=True)
    give_up_after = models.PositiveSmallIntegerField(default=GIVE_UP_AFTER)  # hours
    bounce_limit = models.FloatField(default=BOUNCE_LIMIT)  # percent
    complaint_limit = models.FloatField(default=COMPLAINT_LIMIT)  # percent

    pause_reason = models.CharField(max_length=600, blank=True)
    paused_by_itself = models.BooleanField(default=False)
    trouble = models.CharField(max_length=600, blank=True)  # what holds it up without a pause: a relay, a page
    trouble_since = models.DateTimeField(null=True, blank=True)
    relay_failures = models.PositiveSmallIntegerField(default=0)  # in a row
    called_at = models.DateTimeField(null=True, blank=True)  # when a worker last took care of it
    resting_until = models.DateTimeField(null=True, blank=True)  # the relay is left alone until then

    audience_size = models.PositiveIntegerField(default=0)  # customers looked at when it started
    eligible = models.PositiveIntegerField(default=0)  # of them put into batches
    complaints = models.PositiveIntegerField(default=0)
    bounces = models.PositiveIntegerField(default=0)  # accepted first, returned later, hard
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-created_at"]),
            models.Index(fields=["state", "scheduled_for"]),
            models.Index(fields=["source_type", "source_id"]),
        ]

    def __str__(self) -> str:
        return self.title

    def wave_start(self, wave: int) -> datetime:
        """When a wave (0 is the first) may go, quiet hours aside."""
        begin = self.scheduled_for or self.created_at
        return release_times(begin, waves=self.waves, days=self.wave_days)[wave]


class Variant(models.Model):
    """The words for one group of the audience in one locale; most mailings have one group, the empty one."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="variants")
    group = models.CharField(max_length=60, blank=True)
    locale = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    from_name = models.CharField(max_length=80)
    from_address = models.EmailField()
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=list, blank=True)  # [[name, value], …] besides those every mail gets
    fallbacks = models.JSONField(default=dict, blank=True)  # slot → the words where a customer has none

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "group", "locale"], name="one_variant_per_locale")]

    def __str__(self) -> str:
        return f"{self.group} {self.locale}".strip()


class AudienceChunk(SetChunk):
    """Customers that a mailing was asked to reach, where they were given one by one."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="audience_chunks")
    group = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailing", "group", "chunk"], name="one_audience_chunk_per_range")
        ]


class CrowdChunk(SetChunk):
    """Customers of a mailing by what became of them (`rules.eligibility.Crowd`), written as batches close."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="crowds")
    crowd = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "crowd", "chunk"], name="one_crowd_chunk_per_range")]


class Batch(models.Model):
    """Recipients that are sent to in one go. One pass each: those put off go into a new batch of the next attempt."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="batches")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="batches")
    wave = models.PositiveSmallIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    country = models.CharField(max_length=2, blank=True)  # whose quiet hours count
    state = models.CharField(max_length=9, choices=_choices(BatchState), default=BatchState.WAITING.value)
    recipients = models.BinaryField()  # a set of customer ids
    size = models.PositiveIntegerField()
    first_id = models.PositiveBigIntegerField()
    last_id = models.PositiveBigIntegerField()
    not_before = models.DateTimeField()
    tried_since = models.DateTimeField(null=True, blank=True)  # first attempt for these recipients
    claimed_by = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    claims = models.PositiveSmallIntegerField(default=0)  # how often a worker took it
    accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    deferred = models.PositiveIntegerField(default=0)  # in this pass, in doubt included
    skipped = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict, blank=True)  # {"refused": {reason: number}, "deferred": {…}}
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["mailing", "state", "not_before"]),
            models.Index(fields=["mailing", "first_id", "last_id"]),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk} of mailing {self.mailing_id}"


class ProofPage(models.Model):
    """What became of one group of recipients: written once, before the next group goes out."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="proof")
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="proof")
    first_id = models.PositiveBigIntegerField()
    last_id = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    accepted = models.PositiveSmallIntegerField(default=0)
    others = models.PositiveSmallIntegerField(default=0)  # entries that are no acceptance
    entries = models.BinaryField()  # rules.proof

    class Meta:
        indexes = [models.Index(fields=["mailing", "at"]), models.Index(fields=["batch", "first_id"])]

    def __str__(self) -> str:
        return f"proof {self.pk} of mailing {self.mailing_id}"


class Feedback(models.Model):
    """What came back later for one recipient: a bounce or a complaint."""

    class Kind(models.TextChoices):
        """What came back."""

        HARD_BOUNCE = "hard_bounce", "returned for good"
        SOFT_BOUNCE = "soft_bounce", "returned for now"
        COMPLAINT = "complaint", "marked as spam"

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="feedback")
    customer_id = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=11, choices=Kind)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailing", "customer_id", "kind"], name="one_feedback_of_a_kind")
        ]
        indexes = [models.Index(fields=["customer_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.kind} for customer {self.customer_id}"
