"""Mail at the address of List-Unsubscribe (RFC 2369): whatever it says, the customer wants no more of this mail."""

from __future__ import annotations

from functools import partial

from forewarn.intake.outcomes import Incoming, Outcome, What
from forewarn.intake.signals import UnsubscribedByMail, unsubscribe_by_mail
from forewarn.intake.tokens import read_unsubscribe_token


def read_unsubscribe(incoming: Incoming) -> Outcome:
    """Who unsubscribes and from what: the address alone says it."""
    found = read_unsubscribe_token(incoming.token)
    if found is None:
        return Outcome(What.NOT_OURS)
    addressee, choice = found
    event = UnsubscribedByMail(
        brand_id=incoming.brand_id,
        customer_id=addressee.customer_id,
        mailing_id=addressee.mailing_id,
        choice=choice,
        at=incoming.received_at,
    )
    announce = partial(unsubscribe_by_mail.send, sender=Incoming, event=event)
    return Outcome(What.UNSUBSCRIBED, addressee, {"choice": choice}, (announce,))
