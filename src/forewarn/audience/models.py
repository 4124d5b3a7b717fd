"""Customers, their choices, imports of them, segments of them, and the codes that prove an address is theirs."""

from __future__ import annotations

from typing import Any

from django.db import models

from forewarn.audience.fields import BytewiseField
from forewarn.audience.rules.names import name_keys
from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import SetChunk


class Customer(models.Model):
    """A person the brand may write to. Ids stay below 2**32, so that crowds are bitmaps."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    external_id = BytewiseField(max_length=120, blank=True)
    email = models.CharField(max_length=254)  # as the customer writes it
    email_key = BytewiseField(max_length=254)  # lower case, domain in ASCII: what makes two addresses one
    name = models.CharField(max_length=200, blank=True)
    name_key = BytewiseField(max_length=200, blank=True)  # for finding: "ana ortiz"
    surname_key = BytewiseField(max_length=200, blank=True)  # the same, last word first: "ortiz ana"
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
        # Each ends in the id: the console pages through a million customers by id, filtered or not. Where nearly all
        # have the same value, only the others are indexed.
        indexes = [
            models.Index(fields=["brand", "id"], name="customer_by_id"),
            models.Index(fields=["brand", "name_key"], name="customer_by_name"),
            models.Index(fields=["brand", "surname_key"], name="customer_by_surname"),
            models.Index(fields=["brand", "locale", "id"], name="customer_by_locale"),
            models.Index(fields=["brand", "country", "id"], name="customer_by_country"),
            models.Index(fields=["brand", "id"], condition=models.Q(reachable=False), name="customer_unreachable"),
            models.Index(fields=["brand", "id"], condition=models.Q(care=False), name="customer_without_care"),
            models.Index(fields=["brand", "id"], condition=models.Q(marketing=True), name="customer_with_marketing"),
        ]

    def __str__(self) -> str:
        return f"customer {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row, with the keys that its name is found by."""
        self.name_key, self.surname_key = name_keys(self.name)
        super().save(*args, **kwargs)


class ChoiceChange(models.Model):
    """A choice as a person made it: which class of mail, given or withdrawn, where, when and under which words.

    What an import says of crowds stands in `ImportChunk` instead.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="choice_changes")
    message_class = models.CharField(max_length=12)  # care or marketing
    granted = models.BooleanField()
    source = models.CharField(max_length=20)  # rules.ChoiceSource
    wording = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"])]

    def __str__(self) -> str:
        return f"{self.message_class} {'given' if self.granted else 'withdrawn'} {self.at:%Y-%m-%d}"


class Import(models.Model):
    """A file of customers on its way in: what its columns mean, how far it is, and what came of it."""

    class State(models.TextChoices):
        """How far it is."""

        UPLOADED = "uploaded", "waits for its columns"
        WAITING = "waiting", "waits for a worker"
        RUNNING = "running", "running"
        STOPPED = "stopped", "stopped"
        FAILED = "failed", "failed"
        FINISHED = "finished", "finished"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    file_name = models.CharField(max_length=200)  # as the person who brought it called it
    file_path = models.CharField(max_length=1000, blank=True)  # empty once the file is deleted
    uploaded = models.BooleanField(default=False)  # our own copy, deleted when done; else somebody's file, left alone
    file_hash = models.CharField(max_length=64)  # SHA-256 of its bytes
    file_size = models.BigIntegerField()  # bytes
    dialect = models.JSONField(default=dict)  # reading.tables.Dialect
    mapping = models.JSONField(default=list)  # what each column means, in the file's order
    wording = models.CharField(max_length=300, blank=True)  # the words under which these customers chose
    care_default = models.BooleanField(default=True)  # the brand's, when it began: what new rows without a choice get
    marketing_default = models.BooleanField(default=False)
    default_wording = models.CharField(max_length=300, blank=True)

    rows = models.PositiveIntegerField(default=0)  # in the file, header and blank lines left out
    position = models.PositiveIntegerField(default=0)  # rows that are done
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)  # why rows were rejected: code → number
    not_understood = models.JSONField(
        default=dict
    )  # column → value → rows, of values left out without rejecting the row
    rejects_path = models.CharField(max_length=1000, blank=True)
    rejects_size = models.BigIntegerField(default=0)  # bytes of the rejects file that belong to `position`
    problem = models.CharField(max_length=500, blank=True)  # why it failed, and what to do

    runner = models.CharField(max_length=32, blank=True)  # who works at it; another takes over after silence
    beat_at = models.DateTimeField(null=True, blank=True)
    started_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-created_at"]),
            models.Index(fields=["brand", "file_hash"]),
            models.Index(fields=["state", "beat_at"]),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.file_name}"


class ImportChunk(SetChunk):
    """Customers of an import in one range of ids: all its rows, and by the choice it gave or took (rules.Crowd).

    A million rows leave a few hundred of these instead of two million lines of history.
    """

    import_run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="chunks")
    crowd = models.CharField(max_length=24)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["import_run", "crowd", "chunk"], name="one_chunk_per_import_range")
        ]
        indexes = [models.Index(fields=["chunk", "import_run"])]


class Segment(models.Model):
    """A named set of customers: by a filter, evaluated when used, or by an uploaded list."""

    class State(models.TextChoices):
        """How far the counting, or the reading of the list, is."""

        WAITING = "waiting", "waits to be counted"
        READY = "ready", "ready"
        FAILED = "failed", "failed"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="segments")
    name = models.CharField(max_length=80)
    filter = models.JSONField(default=dict, blank=True)  # rules.Filter; {} for an uploaded list
    uploaded = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    problem = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # for the counting
    list_name = models.CharField(max_length=200, blank=True)  # the file's name
    list_path = models.CharField(max_length=1000, blank=True)  # until it is read
    not_found = models.PositiveIntegerField(default=0)  # lines of the list that are no customer here
    size = models.PositiveIntegerField(default=0)  # when last evaluated
    evaluated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="one_segment_per_name")]

    def __str__(self) -> str:
        return self.name


class SegmentChunk(SetChunk):
    """The members of a segment of an uploaded list in one range of ids."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="chunks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "chunk"], name="one_chunk_per_segment_range")]


class ErasedAddress(models.Model):
    """An address whose owner was erased: only a keyed hash, so that no import brings the person back."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    address_hash = models.CharField(max_length=64)
    erased_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "address_hash"], name="one_erasure_per_address")]

    def __str__(self) -> str:
        return f"erased {self.erased_at:%Y-%m-%d}"


class OneTimeCode(models.Model):
    """A code that somebody asked for by typing an address, whether we know it or not; both only as keyed hashes."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    address_hash = models.CharField(max_length=64)
    source_hash = models.CharField(max_length=64)  # of the asker's network address
    purpose = models.CharField(max_length=40)
    code_hash = models.CharField(max_length=64)
    sealed = models.TextField(blank=True)  # address and code until the mail is handed over, then empty
    locale = models.CharField(max_length=10, blank=True)  # of the page where it was asked for
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["brand", "address_hash", "-created_at"]),
            models.Index(fields=["source_hash", "-created_at"]),
            models.Index(fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return f"code for {self.purpose} {self.created_at:%Y-%m-%d %H:%M}"


class WrongCode(models.Model):
    """A wrong code that was typed, for counting: from where, as a keyed hash, and when."""

    source_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source_hash", "-at"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"wrong code {self.at:%Y-%m-%d %H:%M}"
