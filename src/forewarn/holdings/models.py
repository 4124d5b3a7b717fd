"""Transfers, endings, standing flows and manifests; the customers of each as sets in chunks."""

from __future__ import annotations

from django.db import models

from forewarn.audience.models import Segment
from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import SetChunk
from forewarn.holdings.rules import EndingKind
from forewarn.vendors.models import Vendor


class Flow(models.Model):
    """A standing flow: the fields of everybody in a segment go to a vendor, from `since` until `until`."""

    class Every(models.TextChoices):
        """How often the segment is looked at."""

        HOUR = "hour", "every hour"
        DAY = "day", "every day"

    class Leavers(models.TextChoices):
        """What the vendor does with the data of who leaves the segment."""

        KEPT = "kept", "the vendor keeps it"
        DELETED = "deleted", "the vendor deletes it"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.RESTRICT, related_name="+")
    everybody = models.BooleanField(default=False)  # all customers instead of a segment
    segment = models.ForeignKey(Segment, on_delete=models.SET_NULL, null=True, related_name="+")
    segment_name = models.CharField(max_length=80, blank=True)  # stays when the segment is deleted
    fields = models.JSONField(default=list)  # codes of vendors.data_fields
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    every = models.CharField(max_length=4, choices=Every, default=Every.DAY)
    leavers = models.CharField(max_length=7, choices=Leavers, default=Leavers.KEPT)
    retention_days = models.PositiveIntegerField(null=True, blank=True)  # after somebody leaves
    last_run_at = models.DateTimeField(null=True, blank=True)
    next_run_at = models.DateTimeField(null=True, blank=True)  # None: never again
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    created_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["next_run_at"]), models.Index(fields=["brand", "vendor", "-created_at"])]

    def __str__(self) -> str:
        return f"flow {self.pk}"


class FlowChunk(SetChunk):
    """Who was in the flow when it was last looked at, in one range of ids."""

    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="chunks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flow", "chunk"], name="one_chunk_per_flow_range")]
        indexes = [models.Index(fields=["chunk", "flow"])]


class Correctable(models.Model):
    """An entry of the record that may turn out to be wrong: it stays, and counts for nothing from then on."""

    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.CharField(max_length=200, blank=True)
    correction = models.CharField(max_length=300, blank=True)  # why

    class Meta:
        abstract = True


class Transfer(Correctable):
    """These customers' fields went to a vendor at a time."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.RESTRICT, related_name="+")
    fields = models.JSONField(default=list)  # codes of vendors.data_fields
    at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)  # by retention
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, null=True, related_name="transfers")
    source = models.CharField(max_length=200, blank=True)  # of a manifest: the file's name
    source_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of its bytes
    recorded_by = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "vendor", "-at"])]

    def __str__(self) -> str:
        return f"transfer {self.pk}"


class TransferChunk(SetChunk):
    """The customers of a transfer in one range of ids."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="chunks", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "chunk"], name="one_chunk_per_transfer_range")]
        indexes = [models.Index(fields=["chunk", "transfer"])]


class Ending(Correctable):
    """What came to a vendor before a moment is there no more: returned, deleted or expired."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.RESTRICT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in EndingKind])
    fields = models.JSONField(default=list, blank=True)  # empty: all
    at = models.DateTimeField()
    before = models.DateTimeField()  # transfers from this moment on are not touched; never after `at`
    everybody = models.BooleanField(default=False)  # then there are no chunks
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, null=True, related_name="endings")
    proof = models.CharField(max_length=500, blank=True)
    recorded_by = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "vendor", "-at"])]

    def __str__(self) -> str:
        return f"ending {self.pk}"


class EndingChunk(SetChunk):
    """The customers of an ending in one range of ids."""

    ending = models.ForeignKey(Ending, on_delete=models.CASCADE, related_name="chunks", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ending", "chunk"], name="one_chunk_per_ending_range")]
        indexes = [models.Index(fields=["chunk", "ending"])]


class KeptOut(models.Model):
    """Nothing of this customer may go to a vendor from `since` until `until`: their data was removed there, or they
    objected to it. The number stays bare: it is an exception among crowds, and erased with the customer."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.RESTRICT, related_name="+")
    customer_id = models.BigIntegerField()
    since = models.DateTimeField()
    reason = models.CharField(max_length=200)
    recorded_by = models.CharField(max_length=200, blank=True)
    left_out_at = models.DateTimeField(null=True, blank=True)  # staff said that the brand's own exports leave them out
    left_out_by = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True, blank=True)  # None: it goes on
    let_in_by = models.CharField(max_length=200, blank=True)
    let_in_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "customer_id"], condition=models.Q(until=None), name="kept_out_once_per_vendor"
            )
        ]
        indexes = [
            models.Index(fields=["vendor", "customer_id"]),
            models.Index(fields=["customer_id"]),
            models.Index(
                fields=["brand", "vendor"],
                condition=models.Q(until=None, left_out_at=None),
                name="kept_out_not_left_out",
            ),
        ]

    def __str__(self) -> str:
        return f"kept out {self.pk}"


class SentAgain(models.Model):
    """A removal that was broken: a list says that the vendor got data of somebody who was kept out."""

    kept_out = models.ForeignKey(KeptOut, on_delete=models.CASCADE, related_name="sent_again")
    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="+")
    ending = models.ForeignKey(Ending, on_delete=models.SET_NULL, null=True, related_name="+")  # that mended it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kept_out", "transfer"], name="sent_again_once_per_transfer")]

    def __str__(self) -> str:
        return f"sent again {self.pk}"


class Manifest(models.Model):
    """A list of customers whose fields went to a vendor, on its way in: loaded whole, or not at all, unless somebody says
    that lines which name nobody here are to be left out."""

    UNKNOWN = "unknown"  # of `reasons`: no customer has this number or address, or has no longer

    class State(models.TextChoices):
        """How far it is."""

        UPLOADED = "uploaded", "waits for a look at its columns"
        WAITING = "waiting", "waits for a worker"
        RUNNING = "running", "is being read"
        REJECTED = "rejected", "nothing loaded: some lines cannot be used"
        FAILED = "failed", "nothing loaded: the file cannot be read"
        LOADED = "loaded", "loaded"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.RESTRICT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.UPLOADED)
    fields = models.JSONField(default=list)
    at = models.DateTimeField()
    retention_days = models.PositiveIntegerField(null=True, blank=True)
    file_name = models.CharField(max_length=200)
    file_path = models.CharField(max_length=1000, blank=True)  # empty once the file is deleted
    uploaded = models.BooleanField(default=False)  # our own copy; else somebody's file, left alone
    file_hash = models.CharField(max_length=64)
    file_size = models.BigIntegerField()
    dialect = models.JSONField(default=dict)  # foundation.reading.tables.Dialect
    column = models.PositiveIntegerField(default=0)  # which one names the customers
    by_address = models.BooleanField(default=False)  # by addresses; else by the brand's own numbers
    without_unknown = models.BooleanField(default=False)  # somebody said: leave out the lines that name nobody here
    lines = models.PositiveIntegerField(default=0)  # of the file, more or less: for the progress bar
    position = models.PositiveIntegerField(default=0)  # rows that are read
    repeated = models.PositiveIntegerField(default=0)  # rows of customers who came before in the file
    rejected = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)  # code → rows
    rejects_path = models.CharField(max_length=1000, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    transfer = models.ForeignKey(Transfer, on_delete=models.SET_NULL, null=True, related_name="+")
    runner = models.CharField(max_length=32, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    started_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["brand", "vendor", "-created_at"]), models.Index(fields=["state", "beat_at"])]

    def __str__(self) -> str:
        return f"manifest {self.pk} of {self.file_name}"

    @property
    def customers(self) -> int:
        """How many were found in the rows that are read; recorded only once it is loaded."""
        return self.position - self.repeated - self.rejected

    @property
    def leaves_some(self) -> bool:
        """Whether all that is wrong are lines that name nobody here, and others do name a customer."""
        return set(self.reasons) == {Manifest.UNKNOWN} and self.customers > 0

    @property
    def may_go_on(self) -> bool:
        """Whether somebody may have the others recorded, from the upload that is still kept."""
        return self.state == self.State.REJECTED and self.uploaded and bool(self.file_path) and self.leaves_some

    @property
    def has_rejects(self) -> bool:
        """Whether we keep a file of the lines that cannot be used; for a command it lies beside its own file."""
        ended = self.state in (self.State.REJECTED, self.State.LOADED)
        return bool(self.uploaded and self.rejects_path and ended)
