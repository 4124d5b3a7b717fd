"""Queueing single mails: codes, confirmations, answers."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from forewarn.brands import queries as brands
from forewarn.brands.models import Brand
from forewarn.foundation.background import enqueue
from forewarn.foundation.secrets import seal
from forewarn.foundation.signed_links import make_token
from forewarn.mail.composing.letters import Letter
from forewarn.outbound.models import SingleMail, SingleMailState
from forewarn.outbound.queries import suppressed
from forewarn.outbound.rules import GRACE
from forewarn.outbound.single_mails.letters import UnableToRender, render_single
from forewarn.outbound.tasks import send_single_mail

DAY = timedelta(days=1)


class UnableToQueue(Exception):
    """The mail cannot be sent to anybody; the text says what to set up."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a single mail says: `template` is "audience/code", a folder under templates/audience/mail/.

    `in_reply_to` is the Message-ID of a mail that this one answers by itself (RFC 3834).
    """

    template: str
    context: Mapping[str, str] = field(default_factory=dict)
    message_class: str = "transactional"
    in_reply_to: str = ""
    replies: bool = False  # it answers a mail, also one without a Message-ID


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom it is for; `customer_id` where the person is known."""

    address: str
    locale: str
    name: str = ""
    customer_id: int | None = None


@transaction.atomic
def queue_single(
    *,
    brand: Brand,
    wording: Wording,
    to: Recipient,
    now: datetime,
    idempotency_key: str = "",
    lifetime: timedelta = DAY,
) -> SingleMail:
    """Queue one mail to one person; it is sent in the background once this transaction commits.

    With the same `idempotency_key` (per brand) nothing new is queued and the first mail comes back. After `lifetime` the
    mail is of no use and is not sent any more. A suppressed address gets nothing. Raises UnableToQueue.
    """
    key = idempotency_key or secrets.token_hex(16)
    mail, new = SingleMail.objects.get_or_create(
        brand=brand,
        idempotency_key=key,
        defaults={
            "message_class": wording.message_class,
            "template": wording.template,
            "locale": to.locale,
            "customer_id": to.customer_id,
            "queued_at": now,
            "due_at": now + GRACE,
            "expires_at": now + lifetime,
        },
    )
    if not new:
        return mail
    if suppressed(brand.pk, [to.address]):
        mail.state, mail.settled_at = SingleMailState.SUPPRESSED, now
        mail.save()
        return mail
    letter = _letter(brand, wording, to.locale)
    mail.to_address = to.address
    mail.content_sealed = seal(json.dumps(_as_mapping(letter, to.name)))
    mail.message_id = _message_id(mail, letter)
    mail.save()
    enqueue(send_single_mail, mail_id=mail.pk)
    return mail


@transaction.atomic
def queue_letter(
    *, brand: Brand, letter: Letter, message_class: str, template: str, to: Recipient, now: datetime
) -> SingleMail:
    """Queue a letter that was written elsewhere, for one person: the test of a mailing, say. `template` names its kind."""
    mail = SingleMail.objects.create(
        brand=brand,
        idempotency_key=secrets.token_hex(16),
        message_class=message_class,
        template=template,
        locale=letter.language,
        to_address=to.address,
        content_sealed=seal(json.dumps(_as_mapping(letter, to.name))),
        queued_at=now,
        due_at=now + GRACE,
        expires_at=now + DAY,
    )
    mail.message_id = _message_id(mail, letter)
    mail.save(update_fields=["message_id"])
    enqueue(send_single_mail, mail_id=mail.pk)
    return mail


def forget_single_mails(*, brand_id: int, customer_id: int) -> None:
    """Delete the single mails of a customer who is erased."""
    SingleMail.objects.filter(brand_id=brand_id, customer_id=customer_id).delete()


def _letter(brand: Brand, wording: Wording, locale: str) -> Letter:
    sender = brands.care_sender(brand)
    if sender is None:
        raise UnableToQueue(f"{brand.name} has no sender for its own mails. Choose one under Settings, Senders.")
    try:
        document, text, html = render_single(wording.template, wording.context, brand=brand, locale=locale)
    except UnableToRender as error:
        raise UnableToQueue(str(error)) from error
    headers = [("Reply-To", brand.contact_address)] if brand.contact_address else []
    if answered := wording.in_reply_to:
        headers += [("In-Reply-To", answered), ("References", answered)]
    automatic = "auto-replied" if answered or wording.replies else "auto-generated"
    headers.append(("Auto-Submitted", automatic))
    return Letter(sender.display_name, sender.address, document.subject, text, html, tuple(headers), document.locale)


def _as_mapping(letter: Letter, to_name: str) -> dict[str, object]:
    fields = {name: getattr(letter, name) for name in Letter.__slots__}
    return {"letter": fields, "to_name": to_name}


def _message_id(mail: SingleMail, letter: Letter) -> str:
    token = make_token("single message-id", mail.pk)
    return f"<s.{token}@{letter.from_address.rpartition('@')[2]}>"
