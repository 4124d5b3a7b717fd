"""What a file of vendors may be at most."""

from __future__ import annotations

from datetime import timedelta

MAX_BYTES = 8 << 20  # of a file: three thousand vendors with all their facts
MAX_VENDORS = 5_000  # in a file
MAX_ON_A_PAGE = 500  # vendors that a file brought in the console may change: more takes longer than a page may
MAX_FAULTS = 200  # that are listed: beyond them something is wrong with the file as a whole
KEPT_FOR = timedelta(days=7)  # a file that nobody confirmed
