"""Limits of mail that comes in; each with its unit and its reason."""

from __future__ import annotations

from datetime import timedelta

MAX_MAIL_BYTES = 25 * 1024 * 1024  # bytes; the size at which nearly every provider stops
MAX_RECIPIENTS = 50  # of one mail; a report has one, a journal copy a few
MAX_LINE_BYTES = 1 << 20  # bytes; RFC 5321 allows 1,000, and bounces with HTML on one line break that daily
MAX_SESSIONS = 100  # at a time; each may hold a mail in memory
SESSION_SECONDS = 120  # without a word from the other side
MAX_ATTEMPTS = 3  # at reading one mail; then it is shown to a person instead
RETRY_AFTER = timedelta(minutes=2)  # after which a mail that waits is looked at again: its task was lost, or it broke
KEPT_DONE = timedelta(days=30)  # raw mail that was understood: long enough to look into a wrong verdict
KEPT_OTHER = timedelta(days=90)  # raw mail that nothing reads yet, or that could not be read
AT_ONCE = 200  # mails that one tick asks for again, or one poll fetches
