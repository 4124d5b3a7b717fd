"""The mails of one variant: compiled once, filled per recipient in the thread that sends them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from forewarn.brands import queries as brands
from forewarn.brands.models import Brand
from forewarn.foundation.secrets import UnableToUnseal
from forewarn.intake.tokens import CHOICES, bounce_token, unsubscribe_token
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import UnableToCompose
from forewarn.mail.dkim.signing import DkimSigner, UnableToSign
from forewarn.mailings.message_ids import message_id
from forewarn.mailings.models import Mailing
from forewarn.mailings.rules.classes import MessageClass, choice_of
from forewarn.mailings.rules.content import UNSUBSCRIBE, HeaderFacts, Words, standard_headers
from forewarn.mailings.sending.people import Fields
from forewarn.mailings.sending.statements import Person
from forewarn.outbound.envelopes import Envelope

_CHOICE_NUMBERS = {choice: number for number, choice in CHOICES.items()}


class UnableToPrepare(Exception):
    """No mail can be made of this variant now; the text says what to set up."""


class MailMaker:
    """Makes the envelopes of one variant of a mailing. Immutable after it was made."""

    def __init__(self, mailing: Mailing, words: Words, *, signers: Sequence[DkimSigner]) -> None:
        """Compile the letter. Raises UnableToPrepare."""
        brand = mailing.brand
        self.message_class = MessageClass(mailing.message_class)
        self.slots = words.used_slots()
        self._mailing_id, self._words = mailing.pk, words
        self._fields = Fields(self.slots, words.fallbacks)
        self._domain = words.from_address.rpartition("@")[2]
        self._public_host, self._intake_domain = brand.public_host, brand.intake_domain
        self._choice = _CHOICE_NUMBERS.get(choice_of(self.message_class) or "")
        known = {*self.slots, UNSUBSCRIBE}
        try:
            self._compiled = compile_letter(
                words.letter(standard_headers(facts_of(mailing))), slots=known, signers=signers
            )
        except UnableToCompose as error:
            raise UnableToPrepare(f"{words.locale}: {error}") from error

    def envelope(self, person: Person, now: datetime) -> Envelope:
        """The envelope for one recipient; the mail itself is made when its turn comes."""
        compose = partial(
            self._compiled.compose,
            self.values(person),
            to_address=person.email,
            to_name=person.name,
            message_id=message_id(self._mailing_id, person.customer_id, self._domain),
            date=now,
        )
        return Envelope(person.customer_id, self._return_path(person.customer_id), person.email, compose, ready=True)

    def values(self, person: Person) -> dict[str, str]:
        """What stands in the slots for this person."""
        values = self._fields.of(person)
        if self._choice:
            token = unsubscribe_token(self._mailing_id, person.customer_id, self._choice)
            values[UNSUBSCRIBE] = token
            if "unsubscribe_address" in self.slots:
                values["unsubscribe_address"] = f"https://{self._public_host}/unsubscribe/{token}"
        return values

    def _return_path(self, customer_id: int) -> str:
        """Where a returned mail goes: an address that says whose it was (VERP); without a domain for it, the sender."""
        if not self._intake_domain:
            return self._words.from_address
        return f"bounce+{bounce_token(self._mailing_id, customer_id)}@{self._intake_domain}"


def facts_of(mailing: Mailing) -> HeaderFacts:
    """What the headers of this mailing are made of."""
    brand = mailing.brand
    return HeaderFacts(
        mailing_id=mailing.pk,
        message_class=MessageClass(mailing.message_class),
        brand_name=brand.name,
        brand_slug=brand.slug,
        public_host=brand.public_host,
        intake_domain=brand.intake_domain,
        reply_to=brand.contact_address,
        feedback_sender_id=brand.feedback_sender_id,
    )


def signers_for(brand: Brand, from_address: str) -> list[DkimSigner]:
    """What signs mail from this address. Raises UnableToPrepare where there is no key in use, or it cannot be opened."""
    domain = from_address.rpartition("@")[2]
    try:
        signer = brands.signer(brand, domain)
    except (UnableToUnseal, UnableToSign) as error:
        raise UnableToPrepare(str(error)) from error
    if signer is None:
        raise UnableToPrepare(
            f"Mail from {domain} cannot be signed: there is no DKIM key in use. Publish the key's DNS record under "
            "Settings, then put the key to use."
        )
    return [signer]
