"""The record as the rules take it: transfers and endings that count, without their customers."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from forewarn.holdings.models import Ending, Transfer
from forewarn.holdings.rules import Ended, EndingKind, Given


def transfers_that_count(**where: object) -> QuerySet[Transfer]:
    """Transfers that were not corrected."""
    return Transfer.objects.filter(corrected_at=None, **where)


def endings_that_count(**where: object) -> QuerySet[Ending]:
    """Endings that were not corrected."""
    return Ending.objects.filter(corrected_at=None, **where)


def as_given(rows: Iterable[Transfer]) -> list[Given]:
    """Transfers for the rules."""
    return [Given(row.pk, row.vendor_id, frozenset(row.fields), row.at, row.ends_at, row.flow_id) for row in rows]


def as_ended(rows: Iterable[Ending]) -> list[Ended]:
    """Endings for the rules."""
    return [
        Ended(
            row.pk,
            row.vendor_id,
            frozenset(row.fields),
            row.at,
            row.before,
            EndingKind(row.kind),
            row.flow_id,
            row.everybody,
        )
        for row in rows
    ]
