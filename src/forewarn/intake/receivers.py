"""What intake does with reports that providers bring by webhook instead of by mail: the same as with mail."""

from __future__ import annotations

from forewarn.brands.models import SendingDomain
from forewarn.intake.models import ReceivedMail
from forewarn.intake.queries import intake_domains
from forewarn.intake.signals import (
    Bounced,
    Complained,
    UnsubscribedByMail,
    complaint,
    hard_bounce,
    soft_bounce,
    unsubscribe_by_mail,
)
from forewarn.intake.tokens import Addressee, find_addressee
from forewarn.mail.domains import canonical_host
from forewarn.outbound.signals import ProviderReport, Reported


def on_provider_report(sender: object, event: ProviderReport, **_: object) -> None:
    """Hand a provider's report up, if it names a mail of ours."""
    whose = find_addressee(f"{event.return_path} {event.message_id}".encode())
    brand_id = _brand_of(event)
    if whose is None or not whose.customer_id or brand_id is None:
        return
    match event.kind:
        case Reported.BOUNCED:
            _bounced(event, whose, brand_id)
        case Reported.COMPLAINED:
            found = Complained(brand_id, whose.customer_id, whose.mailing_id, "abuse", event.at)
            complaint.send(sender=ReceivedMail, event=found)
        case Reported.UNSUBSCRIBED:
            for choice in ("care", "marketing"):
                gone = UnsubscribedByMail(brand_id, whose.customer_id, whose.mailing_id, choice, event.at)
                unsubscribe_by_mail.send(sender=ReceivedMail, event=gone)


def _bounced(event: ProviderReport, whose: Addressee, brand_id: int) -> None:
    found = Bounced(
        brand_id, whose.customer_id, whose.mailing_id, event.recipient, event.reason, event.text[:300], event.at
    )
    (hard_bounce if event.hard else soft_bounce).send(sender=ReceivedMail, event=found)


def _brand_of(event: ProviderReport) -> int | None:
    """Whose mail it was, by the domain of the return path or of the Message-ID that we handed over."""
    domain = canonical_host(event.return_path.strip("<>").rpartition("@")[2])
    if (brand_id := intake_domains().get(domain)) is not None:
        return brand_id
    sender = canonical_host(event.message_id.strip("<>").rpartition("@")[2])
    return SendingDomain.objects.filter(domain=sender).values_list("brand_id", flat=True).first()
