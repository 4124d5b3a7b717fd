"""Reports that providers bring by webhook are handed up as if they had come by mail."""

from __future__ import annotations

from forewarn.brands.models import SendingDomain
from forewarn.intake.addressees import addressee_of_message_id, addressee_of_return_path
from forewarn.intake.domains import intake_domains
from forewarn.intake.signals import (
    Bounced,
    Complained,
    UnsubscribedByMail,
    complaint,
    hard_bounce,
    soft_bounce,
    unsubscribe_by_mail,
)
from forewarn.intake.storable import storable
from forewarn.intake.tokens import CHOICES, Addressee
from forewarn.mail.domains import canonical_host
from forewarn.outbound.signals import ProviderReport, Reported


def on_provider_report(sender: object, event: ProviderReport, **_: object) -> None:
    """Hand a provider's report up, if it is about a mail of ours to a customer."""
    brand_id = _brand_of(event)
    if brand_id is None:
        return
    addressee = addressee_of_return_path(event.return_path) or addressee_of_message_id(
        event.message_id, brand_id=brand_id
    )
    if addressee is None or not addressee.customer_id:
        return
    match event.kind:
        case Reported.BOUNCED:
            _bounced(event, addressee, brand_id)
        case Reported.COMPLAINED:
            told = Complained(brand_id, addressee.customer_id, addressee.mailing_id, "abuse", event.at)
            complaint.send(sender=ProviderReport, event=told)
        case Reported.UNSUBSCRIBED:
            for choice in CHOICES.values():  # the provider's own link, which knows nothing of our classes
                gone = UnsubscribedByMail(brand_id, addressee.customer_id, addressee.mailing_id, choice, event.at)
                unsubscribe_by_mail.send(sender=ProviderReport, event=gone)


def _bounced(event: ProviderReport, addressee: Addressee, brand_id: int) -> None:
    told = Bounced(
        brand_id=brand_id,
        customer_id=addressee.customer_id,
        mailing_id=addressee.mailing_id,
        address=storable(event.recipient, 320),
        reason=event.reason,
        text=storable(event.text, 300),
        at=event.at,
    )
    (hard_bounce if event.hard else soft_bounce).send(sender=ProviderReport, event=told)


def _brand_of(event: ProviderReport) -> int | None:
    """Whose mail it was, by the domain of the return path, else of the Message-ID, that we handed over."""
    return_domain = canonical_host(event.return_path.strip("<> ").rpartition("@")[2])
    if (brand_id := intake_domains().get(return_domain)) is not None:
        return brand_id
    sender_domain = canonical_host(event.message_id.strip("<> ").rpartition("@")[2])
    return SendingDomain.objects.filter(domain=sender_domain).values_list("brand_id", flat=True).first()
