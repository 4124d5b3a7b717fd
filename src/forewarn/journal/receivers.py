"""What the sent record does when a single mail has gone, and when a customer is erased."""

from __future__ import annotations

from forewarn.journal.actions import SingleSent, forget_customer, note_single
from forewarn.outbound.signals import SingleMailAccepted


def on_single_mail_accepted(sender: object, event: SingleMailAccepted, **_: object) -> None:
    """A relay took a single mail from us."""
    sent = SingleSent(
        brand_id=event.brand_id,
        template=event.template,
        locale=event.locale,
        message_class=event.message_class,
        subject=event.subject,
        from_name=event.from_name,
        from_address=event.from_address,
        message_id=event.message_id,
        customer_id=event.customer_id,
    )
    note_single(sent=sent, now=event.at)


def on_erasing(sender: object, brand_id: int, customer_id: int, **_: object) -> None:
    """A customer is being erased."""
    forget_customer(brand_id=brand_id, customer_id=customer_id)
