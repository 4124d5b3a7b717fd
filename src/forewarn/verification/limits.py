"""How often the page and the answers by mail may be used; counted per source and window of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F

from forewarn.brands.models import Brand
from forewarn.foundation.secrets import keyed_hash
from forewarn.verification.models import AskedCount

MAX_UPLOAD_BYTES = 10 * 1024 * 1024  # bytes of a file on the page; mail with pictures has two or three megabytes
MAX_TEXT = 1_000_000  # characters that can be pasted; the source of a long newsletter has 200,000
KEPT = timedelta(days=2)  # counts, longer than the longest window below


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times within one window of time for one source."""

    name: str
    times: int
    within: timedelta


PAGE_QUESTIONS = Limit("page", 30, timedelta(minutes=15))  # a whole office may share one address
CASES = Limit("case", 20, timedelta(minutes=15))  # with 27^8 case numbers nobody guesses one at this rate
# Answers by mail. A person asks about a handful of mails a day; the others hold when an attacker has many addresses.
ANSWERS_TO_ADDRESS = Limit("answer address", 10, timedelta(hours=1))
ANSWERS_TO_ADDRESS_DAILY = Limit("answer day", 30, timedelta(days=1))
SAME_AGAIN = Limit("answer again", 1, timedelta(days=1))  # of one address: the same words, or answers of ours
ANSWERS_TO_DOMAIN = Limit("answer domain", 60, timedelta(hours=1))  # of an organisation; not of public providers
ANSWERS_TO_NETWORK = Limit("answer network", 300, timedelta(hours=1))  # IPv4 /24, IPv6 /48
ANSWERS_OF_BRAND = Limit("answer brand", 2_000, timedelta(hours=1))  # during a wave; the page answers the others


def take_one(brand: Brand, limit: Limit, source: str, now: datetime) -> bool:
    """Count one use and say whether it is within the limit; a use beyond it is not counted."""
    counted = {"what": limit.name, "source_hash": _hash(limit, source), "window": _window(limit, now)}
    within = AskedCount.objects.filter(brand=brand, times__lt=limit.times, **counted)
    one_more = {"times": F("times") + 1}
    if within.update(**one_more):
        return True
    AskedCount.objects.bulk_create([AskedCount(brand=brand, **counted)], ignore_conflicts=True)  # where it is the first
    return bool(within.update(**one_more))


def forget_old_counts(*, now: datetime) -> None:
    """Delete what no window counts any more."""
    AskedCount.objects.filter(window__lt=now - KEPT).delete()


def _hash(limit: Limit, source: str) -> str:
    return keyed_hash("asked", limit.name, source)


def _window(limit: Limit, now: datetime) -> datetime:
    seconds = int(limit.within.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
