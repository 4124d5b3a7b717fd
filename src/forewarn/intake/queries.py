"""Reading mail in: the list, one mail, how much there is of each kind, and the mailboxes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, QuerySet, Sum

from forewarn.brands.models import Brand
from forewarn.foundation.models import Heartbeat
from forewarn.intake.limits import LISTENER, LISTENER_SILENT
from forewarn.intake.models import Mailbox, RawMail, ReceivedMail, SourceCount
from forewarn.intake.rules import State
from forewarn.mail.reading.message import ParsedMail, read_mail


def received(brand: Brand, *, route: str = "", state: str = "") -> QuerySet[ReceivedMail]:
    """The brand's mail in, newest first; `route` and `state` are values of Route and State."""
    rows = ReceivedMail.objects.filter(brand=brand)
    if route:
        rows = rows.filter(route=route)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-received_at", "-pk")


def received_mail(brand: Brand, mail_id: int) -> ReceivedMail | None:
    """One mail of the brand."""
    return ReceivedMail.objects.filter(brand=brand, pk=mail_id).first()


def content(mail: ReceivedMail) -> ParsedMail | None:
    """The mail itself; None once its bytes are no longer kept. To be shown as text only."""
    raw = RawMail.objects.filter(pk=mail.pk).first()
    return read_mail(raw.data) if raw else None


def raw_bytes(mail: ReceivedMail) -> bytes | None:
    """Its bytes as they came; None once they are no longer kept."""
    raw = RawMail.objects.filter(pk=mail.pk).first()
    return raw.data if raw else None


def still_kept(brand: Brand, mail_ids: Iterable[int]) -> set[int]:
    """Which of these mails still have their bytes."""
    return set(RawMail.objects.filter(mail__brand=brand, pk__in=list(mail_ids)).values_list("pk", flat=True))


def kept_until(received_at: datetime) -> datetime:
    """When the bytes of a mail that came then expire."""
    return received_at + timedelta(days=settings.RAW_MAIL_DAYS)


def of_customer(brand: Brand, customer_id: int) -> QuerySet[ReceivedMail]:
    """What came back about a customer, newest first."""
    return ReceivedMail.objects.filter(brand=brand, customer_id=customer_id).order_by("-received_at", "-pk")


@dataclass(frozen=True, slots=True)
class Counts:
    """How much mail in there is in each state, and how many mails of a flood were counted without being kept."""

    waiting: int = 0
    done: int = 0
    failed: int = 0
    kept: int = 0
    dropped: int = 0


def counts(brand: Brand, *, now: datetime) -> Counts:
    """The brand's mail of the last 30 days."""
    since = now - timedelta(days=30)
    rows = ReceivedMail.objects.filter(brand=brand, received_at__gte=since).order_by().values("state")
    by_state = {row["state"]: row["n"] for row in rows.annotate(n=Count("pk"))}
    dropped = SourceCount.objects.filter(brand=brand, hour__gte=since).aggregate(n=Sum("dropped"))["n"] or 0
    return Counts(**{state.value: by_state.get(state.value, 0) for state in State}, dropped=dropped)


def mailboxes(brand: Brand) -> QuerySet[Mailbox]:
    """The mailboxes that are polled for the brand."""
    return Mailbox.objects.filter(brand=brand).order_by("pk")


def mailbox(brand: Brand, mailbox_id: int) -> Mailbox | None:
    """One of the brand's mailboxes."""
    return Mailbox.objects.filter(brand=brand, pk=mailbox_id).first()


def listener_heard(*, now: datetime) -> bool:
    """Whether the listener gives signs of life."""
    last = Heartbeat.objects.filter(name=LISTENER).first()
    return last is not None and now - last.at <= LISTENER_SILENT
