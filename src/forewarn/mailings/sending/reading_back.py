"""What a mailing said to one person, made again from what was approved."""

from __future__ import annotations

from pyroaring import BitMap

from forewarn.mail.letters import Letter, letter_of
from forewarn.mail.reading.message import read_mail
from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.queries.content import words_of_variant
from forewarn.mailings.rules.content import Words
from forewarn.mailings.sending.letters import MailMaker
from forewarn.mailings.sending.statements import read_customers


def sent_letter(mailing: Mailing, customer_id: int) -> tuple[Words, Letter] | None:
    """What a mailing said to one customer, with their values as they are now; None where it was for nobody we know."""
    batches = Batch.objects.filter(mailing=mailing, first_id__lte=customer_id, last_id__gte=customer_id)
    mine = (
        one for one in batches.select_related("variant") if customer_id in BitMap.deserialize(bytes(one.recipients))
    )
    batch = next(mine, None)
    if batch is None:
        return None
    words = words_of_variant(batch.variant)
    people = read_customers(mailing.brand_id, [customer_id], with_attributes=True)
    if not people:
        return None
    person = people[0]
    maker = MailMaker(mailing, words, signers=())
    raw = maker.envelope(person, mailing.created_at).data
    return words, letter_of(read_mail(raw() if callable(raw) else raw))
