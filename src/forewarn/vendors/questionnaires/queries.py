"""Reading questionnaires: by their link, of a vendor, and what of them waits for staff."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from django.db.models import QuerySet

from forewarn.brands.models import Brand
from forewarn.vendors.models import Questionnaire, Vendor
from forewarn.vendors.queries import facts_of
from forewarn.vendors.questionnaires.answers import Answers, Proposal, Said, proposals


class State(StrEnum):
    """Where a questionnaire stands."""

    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def state_of(row: Questionnaire, now: datetime) -> State:
    """Where a questionnaire stands at a moment."""
    if row.withdrawn_at is not None:
        return State.WITHDRAWN
    if row.answered_at is not None:
        return State.SETTLED if row.settled_at else State.ANSWERED
    return State.OPEN if now < row.expires_at else State.EXPIRED


def hash_of(token: str) -> str:
    """How a token is kept: 64 hexadecimal digits."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def by_token(brand: Brand, token: str) -> Questionnaire | None:
    """The questionnaire of a link of this brand, in whatever state; None for every other token."""
    rows = Questionnaire.objects.select_related("vendor__brand")
    return rows.filter(vendor__brand=brand, token_hash=hash_of(token)).first()


def questionnaires(vendor: Vendor) -> QuerySet[Questionnaire]:
    """Those of a vendor, newest first."""
    return Questionnaire.objects.filter(vendor=vendor).order_by("-asked_at", "-pk")


def questionnaire_of(vendor: Vendor, number: int) -> Questionnaire | None:
    """One of a vendor."""
    return questionnaires(vendor).select_related("vendor__brand").filter(pk=number).first()


def waiting(brand: Brand) -> QuerySet[Questionnaire]:
    """Answers that nobody decided on yet, oldest first."""
    rows = Questionnaire.objects.filter(vendor__brand=brand, settled_at=None, withdrawn_at=None)
    return rows.exclude(answered_at=None).select_related("vendor").order_by("answered_at")


def proposals_of(row: Questionnaire) -> list[Proposal]:
    """What the answers would change in the register as it is now, without what was decided already."""
    if row.answered_at is None:
        return []
    said = Said(row.answered_by, row.answered_at.astimezone(row.vendor.brand.zone).date())
    found = proposals(Answers.from_json(row.answers), facts_of(row.vendor), said)
    return [one for one in found if one.code not in row.decisions]


def denied(row: Questionnaire) -> list[str]:
    """The kinds of measures that the vendor says it does not have."""
    return [kind for kind, answer in Answers.from_json(row.answers).measures.items() if answer["says"] == "no"]
