"""What people asked about, what they were told, and how often somebody asks."""

from __future__ import annotations

from django.db import models

from forewarn.brands.models import Brand
from forewarn.intake.models import ReceivedMail
from forewarn.verification.reasons import VerdictKind
from forewarn.verification.reporters import Answered


class Channel(models.TextChoices):
    """Where a question came."""

    MAIL = "mail", "By mail"
    PAGE = "page", "On the page"


VERDICTS = [(kind.value, kind.value) for kind in VerdictKind]


class Question(models.Model):
    """Somebody asked "did you send this?": the verdict they got, and what was decided later.

    Who asked is not kept: only a keyed hash, so that one person's questions count as one source.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="questions")
    mail = models.ForeignKey(ReceivedMail, on_delete=models.CASCADE, null=True, blank=True, related_name="questions")
    case = models.CharField(max_length=8)  # letters and digits; whoever has it can ask what came of it
    channel = models.CharField(max_length=4, choices=Channel.choices)
    source_hash = models.CharField(max_length=64)  # keyed, of the reporter's address or of the page visitor's network
    locale = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    judged_at = models.DateTimeField()
    answered = models.CharField(max_length=12, choices=[(a.value, a.value) for a in Answered])
    verdict = models.CharField(max_length=20, choices=VERDICTS)
    reasons = models.JSONField(default=list)  # [{code, text}] by weight; the texts go when the bytes go
    facts = models.JSONField(default=dict)  # as `forewarn check-mail` prints them; goes when the bytes go
    how = models.CharField(max_length=10)  # in which form the original came
    subject = models.CharField(max_length=200, blank=True)  # of the mail asked about
    sender = models.CharField(max_length=320, blank=True)
    decided = models.CharField(max_length=20, choices=VERDICTS, blank=True)  # what people found later
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "case"], name="one_question_per_case_number")]
        indexes = [
            models.Index(fields=["brand", "-asked_at", "-id"], name="questions_newest"),
            models.Index(fields=["asked_at"], name="questions_oldest"),
        ]

    def __str__(self) -> str:
        return f"question {self.case}"


class AskedCount(models.Model):
    """How often one source did one thing within one window of time."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)  # the name of a limit
    source_hash = models.CharField(max_length=64)  # keyed
    window = models.DateTimeField()  # its beginning
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "what", "source_hash", "window"], name="one_asked_count_per_source_and_window"
            )
        ]
        indexes = [models.Index(fields=["window"], name="asked_counts_by_window")]

    def __str__(self) -> str:
        return f"{self.times} of {self.what}"
