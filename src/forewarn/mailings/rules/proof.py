"""The proof of one group of recipients as a compact blob: who, when, how it ended, what the server answered.

The form is zlib over JSON, so that it can be read without this program:
`{"relays": […], "rows": [[customer id, seconds since 1970, ending, stage, code, enhanced, reply, relay number], …]}`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

REPLY_LIMIT = 300  # characters kept of a server's answer; RFC 5321 lines are at most 512, longer ones are chatter
_LEVEL = 3  # zlib: 40 % smaller than level 1 is not worth the time, below 3 the queue ids stop compressing


class Ending(StrEnum):
    """How one attempt for one recipient ended."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    IN_DOUBT = (
        "in_doubt"  # sent whole, but the connection ended before the answer: sent again under the same Message-ID
    )
    SKIPPED = "skipped"  # not sent: `reply` says why not


class Entry(NamedTuple):
    """One attempt for one recipient; `at` is in seconds since 1970, `code` the SMTP reply or 0."""

    customer_id: int
    at: int
    ending: Ending
    stage: str
    code: int
    enhanced: str
    reply: str
    relay: str


def pack(entries: Iterable[Entry]) -> bytes:
    """The blob for these entries."""
    relays: dict[str, int] = {}
    rows = [
        [e.customer_id, e.at, e.ending, e.stage, e.code, e.enhanced, e.reply[:REPLY_LIMIT], _number(relays, e.relay)]
        for e in entries
    ]
    document = json.dumps({"relays": list(relays), "rows": rows}, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(document.encode("utf-8", "replace"), _LEVEL)


def _number(relays: dict[str, int], relay: str) -> int:
    return relays.setdefault(relay, len(relays))


def unpack(blob: bytes) -> list[Entry]:
    """The entries of a blob, in the order they were written."""
    document = json.loads(zlib.decompress(blob))
    relays = document["relays"]
    return [
        Entry(customer_id, at, Ending(ending), stage, code, enhanced, reply, relays[relay])
        for customer_id, at, ending, stage, code, enhanced, reply, relay in document["rows"]
    ]


def without(blob: bytes, customer_id: int) -> tuple[bytes, int]:
    """The blob with nothing of this customer in it, and how many entries were taken out."""
    entries = unpack(blob)
    kept = [entry for entry in entries if entry.customer_id != customer_id]
    return (blob, 0) if len(kept) == len(entries) else (pack(kept), len(entries) - len(kept))
