"""Reading mail that came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet

from forewarn.brands.models import Brand
from forewarn.intake.models import PolledMailbox, ReceivedMail
from forewarn.intake.rules import DOORS, Route, State, TokenRule
from forewarn.mail.domains import canonical_host


def intake_domains() -> dict[str, int]:
    """Intake domain → the brand it belongs to."""
    rows = Brand.objects.exclude(intake_domain="").values_list("intake_domain", "pk")
    return {canonical_host(domain): brand_id for domain, brand_id in rows}


def received(brand: Brand, *, route: str = "", state: str = "") -> QuerySet[ReceivedMail]:
    """The brand's mail, newest first, without its bytes."""
    rows = ReceivedMail.objects.filter(brand=brand).defer("packed")
    if route:
        rows = rows.filter(route=route)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-received_at", "-pk")


def received_mail(brand: Brand, mail_id: int) -> ReceivedMail | None:
    """One mail of the brand, with its bytes."""
    return ReceivedMail.objects.filter(brand=brand, pk=mail_id).first()


def about_customer(brand: Brand, customer_id: int) -> QuerySet[ReceivedMail]:
    """Mail that came back about one customer, newest first."""
    return received(brand).filter(customer_id=customer_id)


def counts(brand: Brand) -> dict[str, int]:
    """How many mails are in each state."""
    rows = ReceivedMail.objects.filter(brand=brand).values_list("state").annotate(number=Count("pk"))
    return {state.value: 0 for state in State} | dict(rows)


@dataclass(frozen=True, slots=True)
class DoorState:
    """One address at which mail comes in: what it is for and when it was last used."""

    address: str
    purpose: str
    route: Route
    last_at: datetime | None
    month: int  # mails in the last thirty days


def doors(brand: Brand, *, now: datetime) -> list[DoorState]:
    """The addresses of the brand at which mail comes in."""
    rows = ReceivedMail.objects.filter(brand=brand, received_at__gte=now - timedelta(days=30))
    used = {
        route: (last, number)
        for route, last, number in rows.values_list("route").annotate(last=Max("received_at"), number=Count("pk"))
    }
    return [
        DoorState(
            f"{name}{'+…' if door.token is not TokenRule.NONE else ''}@{brand.intake_domain}",
            door.purpose,
            door.route,
            *used.get(door.route.value, (None, 0)),
        )
        for name, door in DOORS.items()
    ]


def mailboxes(brand: Brand) -> QuerySet[PolledMailbox]:
    """The mailboxes that are looked into."""
    return PolledMailbox.objects.filter(brand=brand).order_by("host", "username", "folder")


def mailbox_of(brand: Brand, mailbox_id: int) -> PolledMailbox | None:
    """One of them."""
    return PolledMailbox.objects.filter(brand=brand, pk=mailbox_id).first()
