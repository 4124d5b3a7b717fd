"""What is asked of an open IMAP folder: which mails are new, how large one is, and its bytes."""

from __future__ import annotations

import imaplib
from typing import Any

from imap_tools import BaseMailBox


class UnableToFetch(Exception):
    """The server does not hand a mail over; the text is what it said."""


def uid_validity(there: BaseMailBox) -> int:
    """The UIDVALIDITY that the server told when the folder was opened (RFC 3501 section 2.3.1.1); 0 where it told none."""
    return _told(there, "UIDVALIDITY")


def new_uids(there: BaseMailBox, last: int, at_once: int) -> list[int]:
    """The ids above `last`, rising. The newest mails are asked for first, so many at a time, until known ones appear."""
    found: list[int] = []
    end = _told(there, "EXISTS")
    while end > 0:
        begin = max(1, end - at_once + 1)
        # A range that ends in * names the newest mail even where it is older (RFC 3501 section 6.4.8).
        listed = there.uids(f"{begin}:{end} UID {last + 1}:*", charset=None)
        new = [uid for uid in map(int, listed) if uid > last]
        found += new
        if len(new) < end - begin + 1:
            break
        end = begin - 1
    return sorted(found)


def size_of(there: BaseMailBox, uid: int) -> int | None:
    """Bytes of a mail, before it is fetched; 0 where the server does not say, None where it is gone. Raises UnableToFetch."""
    answer = _fetched(there, uid, "(RFC822.SIZE)")
    text = b" ".join(part if isinstance(part, bytes) else b"" for part in answer)
    _, found, rest = text.partition(b"RFC822.SIZE ")
    digits = rest.split(b" ")[0].rstrip(b")")
    if not text.strip():
        return None
    return int(digits) if found and digits.isdigit() else 0


def bytes_of(there: BaseMailBox, uid: int) -> bytes | None:
    """The mail byte for byte, which marks it as seen; None where it is gone. Raises UnableToFetch.

    imap_tools would hand over a parsed copy, and signatures cover bytes.
    """
    answer = _fetched(there, uid, "(BODY[])")
    whole = next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None)
    if whole is not None:
        return whole
    # An empty mail comes as a quoted string; of one that was deleted meanwhile nothing comes.
    return b"" if any(isinstance(part, bytes) and b"BODY[]" in part for part in answer) else None


def _fetched(there: BaseMailBox, uid: int, wanted: str) -> list[Any]:
    """What the server answers. A refusal is no empty mail: whoever took it for one would pass the mail by."""
    try:
        status, answer = there.client.uid("FETCH", str(uid), wanted)
    except imaplib.IMAP4.abort:
        raise  # the connection is gone
    except imaplib.IMAP4.error as error:  # BAD
        raise UnableToFetch(str(error)) from error
    if status != "OK":
        said = b" ".join(part for part in answer or [] if isinstance(part, bytes))
        raise UnableToFetch(f"{status} {said.decode('utf-8', 'replace')}".strip())
    return answer or []


def _told(there: BaseMailBox, what: str) -> int:
    """A number that the server told when the folder was opened; 0 where it told none."""
    _, values = there.client.response(what)
    told = values[-1] if values else None
    return int(told) if told and told.isdigit() else 0
