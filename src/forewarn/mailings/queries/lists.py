"""Finding mailings."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet, Sum

from forewarn.brands.models import Brand
from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.rules.states import BEFORE_SENDING, UNDER_WAY, State

SHOWN = {
    "planned": tuple(state.value for state in BEFORE_SENDING),
    "running": tuple(state.value for state in UNDER_WAY),
    "ended": (State.DONE.value, State.CANCELLED.value),
}
"""What the list can be narrowed to."""


def mailings(brand: Brand, *, shown: str = "") -> QuerySet[Mailing]:
    """The brand's mailings, newest first; `shown` is a key of SHOWN or empty for all."""
    rows = Mailing.objects.filter(brand=brand).order_by("-created_at", "-pk")
    return rows.filter(state__in=SHOWN[shown]) if shown in SHOWN else rows


def mailing_of(brand: Brand, mailing_id: int) -> Mailing | None:
    """A mailing of this brand, with the brand; None where there is none."""
    return Mailing.objects.select_related("brand").filter(brand=brand, pk=mailing_id).first()


def any_mailing(mailing_id: int) -> Mailing | None:
    """A mailing of any brand of this installation, for the operator's commands."""
    return Mailing.objects.select_related("brand").filter(pk=mailing_id).first()


def mailings_for(source_type: str, source_id: str) -> QuerySet[Mailing]:
    """The mailings that carry this alert or notice, newest first."""
    return Mailing.objects.filter(source_type=source_type, source_id=source_id).order_by("-created_at", "-pk")


def accepted_counts(mailing_ids: Iterable[int]) -> dict[int, int]:
    """How many mails of each of these mailings were accepted; one query for a page of them."""
    rows = Batch.objects.filter(mailing_id__in=list(mailing_ids)).order_by().values("mailing_id")
    return {row["mailing_id"]: row["total"] for row in rows.annotate(total=Sum("accepted"))}
