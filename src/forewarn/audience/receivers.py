"""What audience does when mail comes back, or a relay refuses a mail for good."""

from __future__ import annotations

from forewarn.audience.actions.choices import record_complaint, withdraw_choice
from forewarn.audience.actions.reachability import mark_unreachable
from forewarn.audience.models import Customer
from forewarn.audience.rules.choices import Choice, ChoiceSource
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.intake.signals import Bounced, Complained, UnsubscribedByMail
from forewarn.outbound.signals import SingleMailRefused

WORDS = {  # of a reason, for staff and for the customer's page; the others are shown as they are
    "user_unknown": "There is no such mailbox",
    "host_unknown": "There is no such mail domain",
    "moved": "The mailbox has moved",
    "accepts_no_mail": "The domain accepts no mail",
}


def on_hard_bounce(sender: object, event: Bounced, **_: object) -> None:
    """The address is of no use: write to it no more."""
    if _is_ours(event.brand_id, event.customer_id):
        reason = _words(event.reason, event.text)
        mark_unreachable(customer_id=event.customer_id, reason=reason, by=SYSTEM, now=event.at)


def on_complaint(sender: object, event: Complained, **_: object) -> None:
    """The customer marked our mail as spam: no more care mail, no more marketing."""
    if _is_ours(event.brand_id, event.customer_id):
        record_complaint(customer_id=event.customer_id, text=event.feedback_type, now=event.at)


def on_unsubscribe_by_mail(sender: object, event: UnsubscribedByMail, **_: object) -> None:
    """The customer wrote to the address in List-Unsubscribe."""
    if _is_ours(event.brand_id, event.customer_id):
        withdraw_choice(
            customer_id=event.customer_id,
            choice=Choice(event.choice),
            source=ChoiceSource.MAILTO,
            by=Actor.customer(event.customer_id),
            now=event.at,
        )


def on_single_mail_refused(sender: object, event: SingleMailRefused, **_: object) -> None:
    """A relay refused a single mail; where the address is at fault, the customer is unreachable."""
    if event.hard and event.customer_id and _is_ours(event.brand_id, event.customer_id):
        reason = _words(event.reason, event.reply)
        mark_unreachable(customer_id=event.customer_id, reason=reason, by=SYSTEM, now=event.at)


def _is_ours(brand_id: int, customer_id: int) -> bool:
    """Whether the customer is there and of this brand: a report about another brand's customer changes nothing."""
    return Customer.objects.filter(brand_id=brand_id, pk=customer_id).exists()


def _words(reason: str, text: str) -> str:
    known = WORDS.get(reason, reason.replace("_", " "))
    return f"{known} ({text})" if text else known
