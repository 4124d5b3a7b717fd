"""When a mailing stops by itself because too much comes back."""

from __future__ import annotations

from dataclasses import dataclass

BOUNCE_LIMIT = 5.0  # percent of those tried; large mailbox providers begin to block senders above this
COMPLAINT_LIMIT = 0.3  # percent of those accepted; Gmail's and Yahoo's line
LEAST_TRIED = 100  # recipients: below, one bad address would look like a trend
LEAST_BOUNCES = 5
LEAST_COMPLAINTS = 3


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a mailing so far, as numbers of recipients."""

    accepted: int
    refused: int
    bounced: int = 0  # accepted first, returned later as undeliverable
    complaints: int = 0


def reason_to_pause(results: Results, *, bounce_limit: float, complaint_limit: float) -> str | None:
    """The reason in the operator's words, or None while both rates (percent) are within their limits."""
    tried = results.accepted + results.refused
    if tried < LEAST_TRIED:
        return None
    lost = results.refused + results.bounced
    if lost >= LEAST_BOUNCES and lost * 100 > bounce_limit * tried:
        return (
            f"{lost} of {tried} mails came back or were refused: {lost / tried:.1%}, more than the {bounce_limit:g} % you "
            "set. Look at the reasons; mend the list or the relay, then resume."
        )
    angry = results.complaints
    if angry >= LEAST_COMPLAINTS and angry * 100 > complaint_limit * results.accepted:
        return (
            f"{angry} of {results.accepted} people marked the mail as spam: {angry / results.accepted:.2%}, more than the "
            f"{complaint_limit:g} % you set. Ask whether they expected it before you resume."
        )
    return None
