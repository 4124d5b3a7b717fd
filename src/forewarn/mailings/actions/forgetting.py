"""Erasing one customer from every mailing: sets and logs are rewritten only where they hold that customer."""

from __future__ import annotations

from django.db import transaction
from pyroaring import BitMap

from forewarn.foundation.customer_sets import discard
from forewarn.mailings.models import AudienceChunk, Batch, CrowdChunk, Feedback, ProofPage
from forewarn.mailings.rules.proof import without


@transaction.atomic
def forget_customer(*, brand_id: int, customer_id: int) -> None:
    """Take a customer out of audiences, batches, results and proof. The numbers of each mailing stay as they were.

    The audit log's line is written by whoever erases.
    """
    discard(AudienceChunk.objects.filter(mailing__brand_id=brand_id), customer_id)
    discard(CrowdChunk.objects.filter(mailing__brand_id=brand_id), customer_id)
    Feedback.objects.filter(mailing__brand_id=brand_id, customer_id=customer_id).delete()
    around = {"first_id__lte": customer_id, "last_id__gte": customer_id}
    batches = list(Batch.objects.filter(mailing__brand_id=brand_id, **around).only("pk", "recipients"))
    for page in ProofPage.objects.filter(batch__in=batches, **around):
        entries, removed = without(bytes(page.entries), customer_id)
        if removed:
            ProofPage.objects.filter(pk=page.pk).update(entries=entries)
    for batch in batches:
        members = BitMap.deserialize(bytes(batch.recipients))
        if customer_id in members:
            members.discard(customer_id)
            Batch.objects.filter(pk=batch.pk).update(recipients=members.serialize())
