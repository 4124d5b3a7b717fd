"""What a brand makes of the lessons, messages made from real mail, visits, and customers who asked us to remember theirs."""

from __future__ import annotations

from django.db import models

from forewarn.audience.models import Customer
from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import SetChunk
from forewarn.journal.models import Campaign
from forewarn.mailings.models import Mailing
from forewarn.sightings.models import Sighting


class BrandLesson(models.Model):
    """A lesson as one brand gives it: its place, whether it is given, and the files that differ from the library's.

    `files` maps names to texts and lies over the library's own; a lesson that the library does not have is whole in it.
    They were read without a problem when they were stored: the last good version is the one in use.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(null=True, blank=True)  # empty: where the library has it
    given = models.BooleanField(default=True)
    quarter = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 to 4; empty: as the lesson says
    files = models.JSONField(default=dict, blank=True)
    base_hash = models.CharField(max_length=16, blank=True)  # of the library's files when these were written
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "slug"], name="one_lesson_per_brand_and_name")]

    def __str__(self) -> str:
        return self.slug


class MadeItem(models.Model):
    """A message made from a confirmed sighting or from the brand's own mail. It is used once a second person looked at it."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    sighting = models.ForeignKey(Sighting, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=7)  # lure or genuine
    lesson = models.SlugField(max_length=60)
    place = models.CharField(max_length=40)  # id of the message that it replaces, or "+A": beside those of form A
    channel = models.CharField(max_length=4)
    cues = models.JSONField(default=dict, blank=True)  # of a lure: cue → how often
    premise = models.JSONField(default=list, blank=True)  # of a lure: E1 to E5
    odd = models.BooleanField(default=False)
    words = models.JSONField(default=dict)  # locale → {from, subject, body, wanted, how, tell}
    state = models.CharField(max_length=7, default="writing")  # rules.making.State
    authors = models.JSONField(default=list)  # everybody who wrote at it, as "staff 7"; none of them may let it in
    reason = models.CharField(max_length=300, blank=True)  # why it was sent back
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "-changed_at", "-id"], name="made_items_newest")]

    def __str__(self) -> str:
        return self.item

    @property
    def item(self) -> str:
        """The id of the message in the lesson."""
        return f"{'seen' if self.kind == 'lure' else 'ours'}-{self.pk}"


class Learner(models.Model):
    """A customer who proved an address and asked us to remember their progress. Nobody else has per-person data."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    wording = models.CharField(max_length=300)  # what they agreed to
    agreed_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"learner {self.pk}"


class Visit(models.Model):
    """One way through a lesson. It belongs to nobody, unless the learner asked us to remember it."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=22, unique=True)  # 128 random bits, in the address of its pages
    lesson = models.SlugField(max_length=60)
    content = models.CharField(max_length=16)  # hash of the lesson's files when it began
    locale = models.CharField(max_length=10)
    refresh = models.BooleanField(default=False)
    embedded = models.BooleanField(default=False)  # inside a page of the brand
    items = models.JSONField()  # [[item, phase], …] in the order of the inbox
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, null=True, blank=True, related_name="visits")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["brand", "lesson", "started_at"]),
            models.Index(fields=["started_at"]),
        ]

    def __str__(self) -> str:
        return f"visit to {self.lesson}"


class Answer(models.Model):
    """The first answer to one message of a visit; later ones do not count."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="answers")
    item = models.SlugField(max_length=40)
    phase = models.CharField(max_length=7)  # rules.inbox
    lure = models.BooleanField()
    difficulty = models.CharField(max_length=8, blank=True)
    odd = models.BooleanField(default=False)
    said_fake = models.BooleanField()  # to “is it ours?”
    did = models.CharField(max_length=6)  # to “what would you do?”
    did_well = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="one_answer_per_message")]

    def __str__(self) -> str:
        return self.item


class PartDone(models.Model):
    """A part of the exercise that was done in a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="parts")
    part = models.SlugField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "part"], name="one_row_per_part")]

    def __str__(self) -> str:
        return self.part


class Programme(models.Model):
    """How a brand runs the year: who is held out for comparison, how often one customer is written to."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="+")
    hold_out_percent = models.PositiveSmallIntegerField(default=0)  # of customers, invited a quarter later
    days_between = models.PositiveSmallIntegerField(default=14)  # no invitation within so many days of another one
    sensitive = models.BooleanField(default=False)  # the branch holds health or money data: extra packs
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"programme of brand {self.brand_id}"


class Invitation(models.Model):
    """A care mail that told customers of lessons, or of a refresher."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)  # lessons, held (the rest, a quarter later) or refresh
    lessons = models.JSONField()  # names of lessons
    mailing = models.OneToOneField(Mailing, on_delete=models.CASCADE, related_name="+")
    held_out = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.year} Q{self.quarter}"


class HeldChunk(SetChunk):
    """Customers whom an invitation left out, for comparison."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="held_chunks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invitation", "chunk"], name="one_held_chunk_per_range")]
