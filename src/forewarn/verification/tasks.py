"""The periodic part of verification."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from forewarn.verification.limits import forget_old_counts
from forewarn.verification.models import Question

ROW_KEPT = timedelta(days=400)  # as mail in: a year's questions can be compared
AT_ONCE = 500  # rows that one tick changes, so that no other writer waits


def tick(now: datetime) -> None:
    """Forget what a question quotes when the mail's bytes go, later the question, and old counts."""
    with_words = Question.objects.filter(asked_at__lt=now - timedelta(days=settings.RAW_MAIL_DAYS)).exclude(facts={})
    for question in with_words.order_by("asked_at")[:AT_ONCE]:
        question.reasons = [{"code": reason["code"]} for reason in question.reasons]
        question.facts, question.subject, question.sender, question.source_hash = {}, "", "", ""
        question.save(update_fields=["reasons", "facts", "subject", "sender", "source_hash"])
    old = Question.objects.filter(asked_at__lt=now - ROW_KEPT).order_by("asked_at")
    Question.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()
    forget_old_counts(now=now)
