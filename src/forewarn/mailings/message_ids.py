"""The Message-ID of one recipient's mail: the same in every attempt, traceable here, meaningless elsewhere."""

from __future__ import annotations

import re

from forewarn.foundation.signed_links import UnableToRead, make_token, read_token

_PURPOSE = "mailing message-id"
_FORM = re.compile(r"<?m\.([a-z2-7]+)@", re.IGNORECASE)


def message_id(mailing_id: int, customer_id: int, domain: str) -> str:
    """The Message-ID, with its angle brackets, under a domain of ours."""
    return f"<m.{make_token(_PURPOSE, mailing_id, customer_id)}@{domain}>"


def read_message_id(text: str) -> tuple[int, int] | None:
    """(mailing id, customer id) of a Message-ID of ours; None for any other text."""
    found = _FORM.search(text)
    if found is None:
        return None
    try:
        numbers = read_token(_PURPOSE, found[1])
    except UnableToRead:
        return None
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None
