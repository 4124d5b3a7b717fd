"""Room for the proof is made before anything is sent."""

from __future__ import annotations

import os

from django.db import transaction

from forewarn.mailings.models import Batch, ProofPage

BYTES_PER_RECIPIENT = 40  # of compressed proof; measured 25 to 35 with the answers of Postfix and of large providers
PAGES = 12  # rows that are tried: as many as fit the database's pages with their indexes


def make_room(batch: Batch) -> None:
    """Make sure that the database can take the proof of this batch. Raises django.db.Error where it cannot.

    Rows of that size are written and taken back. In SQLite the pages stay with the file and are used by the proof;
    in PostgreSQL the space is used again after the next vacuum.
    """
    each = batch.size * BYTES_PER_RECIPIENT // PAGES + 1
    rows = [
        ProofPage(
            batch=batch,
            mailing_id=batch.mailing_id,
            first_id=batch.first_id,
            last_id=batch.last_id,
            at=batch.not_before,
            entries=os.urandom(each),  # not to be compressed away
        )
        for _ in range(PAGES)
    ]
    with transaction.atomic():
        kept = [row.pk for row in ProofPage.objects.bulk_create(rows)]
        ProofPage.objects.filter(pk__in=kept).delete()
