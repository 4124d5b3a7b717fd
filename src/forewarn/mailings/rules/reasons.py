"""Server answers as reasons that can be counted: what differs from mail to mail is taken out."""

from __future__ import annotations

import re
from collections import Counter

REASONS_KEPT = 50  # different reasons per batch; a server that words every answer anew must not fill the table
OTHER = "other answers"
_WIDTH = 160

_OUT = (
    (re.compile(r"<[^<>@\s]*@[^<>\s]*>|\b[^\s<>@:]+@[\w.-]+\w"), "<…>"),
    (re.compile(r"\bhttps?://\S+"), "…"),
    (re.compile(r"\[?\b\d{1,3}(?:\.\d{1,3}){3}\b\]?"), "[ip]"),
    (re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])[\w.-]{8,}(?:[ /-]+gsmtp\b)?"), "…"),
    (re.compile(r"\b\d{5,}\b"), "…"),
    (re.compile(r"\s+"), " "),
)


def reason_of(code: int, enhanced: str, reply: str) -> str:
    """The answer as "550 5.1.1 user unknown": addresses, numbers and queue ids left out, at most 160 characters."""
    words = reply.strip()
    for pattern, instead in _OUT:
        words = pattern.sub(instead, words)
    words = words.removeprefix(f"{code} ").strip()
    words = words.removeprefix(enhanced).strip() if enhanced else words
    parts = [str(code) if code else "", enhanced, words]
    return " ".join(part for part in parts if part)[:_WIDTH]


def count_reason(counted: dict[str, int], reason: str) -> None:
    """Count one more of this reason; past the limit it counts among the others."""
    key = reason if reason in counted or len(counted) < REASONS_KEPT else OTHER
    counted[key] = counted.get(key, 0) + 1


def most_frequent(counted: dict[str, int]) -> list[tuple[str, int]]:
    """The reasons, most frequent first."""
    return Counter(counted).most_common()
