"""Which findings of the linter somebody let pass, for which alert and until when."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from forewarn.alerts.models import Alert, Waiver
from forewarn.brands.models import Brand

_ENDED = Q(withdrawn_at__isnull=False)


def waivers_in_force(brand: Brand, *, today: date) -> QuerySet[Waiver]:
    """The waivers of a brand that count today, the one that ends first on top."""
    return _of(brand).exclude(_ENDED | Q(expires__lt=today)).order_by("expires", "pk")


def waivers_ended(brand: Brand, *, today: date) -> QuerySet[Waiver]:
    """The waivers of a brand that expired or were taken back, the newest first."""
    return _of(brand).filter(_ENDED | Q(expires__lt=today)).order_by("-at", "-pk")


def waiver_of(brand: Brand, pk: int) -> Waiver | None:
    """One waiver of the brand."""
    return _of(brand).filter(pk=pk).first()


def standing_waivers(alert: Alert) -> QuerySet[Waiver]:
    """The waivers of an alert that nobody took back; those past their day are the linter's to tell."""
    return alert.waivers.filter(withdrawn_at=None)


def _of(brand: Brand) -> QuerySet[Waiver]:
    return Waiver.objects.filter(alert__brand=brand).select_related("alert__mailing", "alert__brand")
