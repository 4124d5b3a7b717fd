"""From what somebody has at hand, an address, a customer number or a Message-ID, to the customer."""

from __future__ import annotations

from dataclasses import dataclass

from forewarn.audience.models import Customer
from forewarn.brands.models import Brand
from forewarn.mail.addresses import UnableToReadAddress, address_key
from forewarn.mailings.message_ids import read_message_id
from forewarn.mailings.models import Mailing


@dataclass(frozen=True, slots=True)
class Found:
    """A customer, and the mailing where the text named one. A customer who was erased has a number only."""

    customer_id: int
    email: str
    name: str
    mailing_id: int | None = None


def find_customer(brand: Brand, text: str) -> Found | None:
    """The brand's customer with this address, external id, number or Message-ID of ours; None where there is none."""
    text = text.strip()
    if numbers := read_message_id(text):
        mailing_id, customer_id = numbers
        ours = Mailing.objects.filter(brand=brand, pk=mailing_id).exists()
        return _found(brand, customer_id, mailing_id) if ours else None
    rows = Customer.objects.filter(brand=brand)
    person = rows.filter(external_id=text).first() if text else None
    if person is None and "@" in text:
        try:
            person = rows.filter(email_key=address_key(text)).first()
        except UnableToReadAddress:
            return None
    if person is None and text.isascii() and text.isdigit() and len(text) <= 10:
        person = rows.filter(pk=int(text)).first()
    return Found(person.pk, person.email, person.name) if person else None


def _found(brand: Brand, customer_id: int, mailing_id: int) -> Found:
    person = Customer.objects.filter(brand=brand, pk=customer_id).first()
    return Found(customer_id, person.email if person else "", person.name if person else "", mailing_id)
